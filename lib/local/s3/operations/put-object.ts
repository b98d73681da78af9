import {
  type ChecksumAlgorithm,
  checksumHeader,
  DEFAULT_ALGORITHM,
  type StoredChecksum,
} from '../body/checksum.ts';
import type { ReceivedBody } from '../body/digest.ts';
import { type BodyDeclaration, MAX_BODY, readDeclaration, receiveBody } from '../body/receive.ts';
import { storeBody } from '../body/store-body.ts';
import { checkWriteCondition, readWriteCondition } from '../http/preconditions.ts';
import {
  causeOf,
  enterObject,
  type ObjectRequest,
  refuseChosenKeys,
  type S3Request,
  type Signed,
} from '../http/request-headers.ts';
import { sendEmpty } from '../http/respond.ts';
import { entityTag } from '../model/entity-tag.ts';
import { encryptionHeaders, readProperties } from '../model/object-properties.ts';
import { putObject } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import type { Bucket } from '../storage/buckets.ts';

/** PutObject. */
export async function putObjectOperation(s3: S3Context, request: Signed<ObjectRequest>): Promise<void> {
  const bucket = enterWrite(s3, request);
  const condition = readWriteCondition(request.header);
  const properties = readProperties(request.header, request.amzHeaders, bucket);
  const declaration = readDeclaration(request, MAX_BODY);
  const current = s3.versions.latest(bucket.name, request.key);
  // Checked early to avoid reading the body. The check at the commit decides.
  checkWriteCondition(condition, request.key, current?.marker === false ? current : undefined);

  const algorithm = declaration.checksum?.algorithm ?? DEFAULT_ALGORITHM;
  const written = await storeBody(
    s3,
    (write) => receiveBody(request, declaration, [algorithm], write),
    ({ result, segments }) =>
      s3.store.transaction(() => {
        const etag = entityTag(s3, result, properties.encryption);
        const checksum = checksumOf(result, algorithm);
        const object = {
          size: result.size,
          etag,
          properties,
          checksum,
          parts: [],
          segments: [...segments],
        };
        const event = { name: 'ObjectCreated:Put', cause: causeOf(request) } as const;
        const place = { bucket, key: request.key };
        return { ...putObject(s3, place, object, condition, event), etag, checksum };
      }),
  );
  s3.journal.deliver();
  sendEmpty(request.call.response, 200, {
    etag: `"${written.etag}"`,
    ...encryptionHeaders(properties.encryption),
    ...(written.versionId !== undefined && { 'x-amz-version-id': written.versionId }),
    ...writtenChecksum(declaration, written.checksum),
  });
}

/** Authorizes the writing of an object, under the condition keys that its headers give. */
export function enterWrite(s3: S3Context, request: ObjectRequest): Bucket {
  const bucket = enterObject(s3, request, 's3:PutObject', writeConditions(request));
  refuseChosenKeys(request);
  return bucket;
}

/** Headers of a write that are condition keys of IAM under their own names. */
const CONDITION_HEADERS = [
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'if-match',
  'if-none-match',
];

export function writeConditions({ header }: S3Request): Record<string, string> {
  return Object.fromEntries(
    CONDITION_HEADERS.flatMap((name) => {
      const value = header(name);
      return value === undefined ? [] : [[`s3:${name}`, value]];
    }),
  );
}

/** The checksum of an object without parts. */
export function checksumOf(received: ReceivedBody, algorithm: ChecksumAlgorithm): StoredChecksum | null {
  const value = received.checksums.get(algorithm)?.toString('base64');
  return value === undefined ? null : { algorithm, type: 'FULL_OBJECT', value };
}

/** The checksum header of an answer to a write. */
export function writtenChecksum(
  declaration: Pick<BodyDeclaration, 'checksum'>,
  checksum: StoredChecksum | null,
): Record<string, string> {
  if (!declaration.checksum || !checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

import { type ChecksumAlgorithm, DEFAULT_ALGORITHM, parseAlgorithm } from '../body/checksum.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { readWriteCondition } from '../http/preconditions.ts';
import { causeOf, type ObjectRequest } from '../http/request-headers.ts';
import { sendDocument, setHeaders } from '../http/respond.ts';
import { entityTag } from '../model/entity-tag.ts';
import { encryptionHeaders, readProperties } from '../model/object-properties.ts';
import { putObject } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import type { Bucket } from '../storage/buckets.ts';
import type { Encryption, ObjectProperties, Version } from '../storage/schemas.ts';
import { checkCopySize, hashSegments, openCopySource } from './copy-source.ts';
import { checksumElements } from './elements.ts';
import { checksumOf, enterWrite } from './put-object.ts';

/**
 * CopyObject: the new object shares the files of the source. Bytes are read only for checksums that the source does not
 * have.
 */
export async function copyObject(s3: S3Context, request: ObjectRequest): Promise<void> {
  const bucket = enterWrite(s3, request);
  const condition = readWriteCondition(request.header);
  const { version: source, headers } = openCopySource(s3, request);
  checkCopySize(source.size);
  refusePointlessCopy(request, source);
  const properties = copiedProperties(request, source, bucket);

  const unpin = s3.store.blobs.pin(source.segments);
  try {
    const content = await copiedContent(s3, request, source, properties.encryption);
    const written = s3.store.transaction(() => {
      const object = {
        ...content,
        size: source.size,
        properties,
        parts: [],
        segments: source.segments,
      };
      const event = { name: 'ObjectCreated:Copy', cause: causeOf(request) } as const;
      return putObject(s3, { bucket, key: request.key }, object, condition, event);
    });
    s3.journal.deliver();
    setHeaders(request.call.response, {
      ...headers,
      ...encryptionHeaders(properties.encryption),
      ...(written.versionId !== undefined && { 'x-amz-version-id': written.versionId }),
    });
    sendDocument(request.call.response, 'CopyObjectResult', {
      LastModified: new Date(written.modified).toISOString(),
      ETag: `"${content.etag}"`,
      ...checksumElements(content.checksum),
    });
  } finally {
    unpin();
  }
}

async function copiedContent(
  s3: S3Context,
  { header }: ObjectRequest,
  source: Version,
  encryption: Encryption,
): Promise<Pick<Version, 'etag' | 'checksum'>> {
  const asked = header('x-amz-checksum-algorithm');
  const algorithm: ChecksumAlgorithm =
    asked === undefined ? (source.checksum?.algorithm ?? DEFAULT_ALGORITHM) : parseAlgorithm(asked);
  const inOnePiece = source.parts.length === 0 && source.checksum?.algorithm === algorithm;
  const underKms = [source.properties.encryption, encryption].some((one) => one.algorithm === 'aws:kms');
  if (inOnePiece && !underKms) return { etag: source.etag, checksum: source.checksum };
  const hashed = await hashSegments(s3, source.segments, algorithm);
  return { etag: entityTag(s3, hashed, encryption), checksum: checksumOf(hashed, algorithm) };
}

/** @throws S3Error `InvalidRequest` for a copy of an object onto itself that changes nothing */
function refusePointlessCopy({ header, bucket, key, query }: ObjectRequest, source: Version): void {
  const changes =
    directive(header('x-amz-metadata-directive'), 'x-amz-metadata-directive') === 'REPLACE' ||
    header('x-amz-server-side-encryption') !== undefined ||
    header('x-amz-storage-class') !== undefined;
  if (changes || !source.latest || source.bucket !== bucket || source.key !== key || query.has('versionId'))
    return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function copiedProperties(request: ObjectRequest, source: Version, bucket: Bucket): ObjectProperties {
  const given = readProperties(request.header, request.amzHeaders, bucket);
  const replaced = directive(request.header('x-amz-metadata-directive'), 'x-amz-metadata-directive');
  return replaced === 'REPLACE' ? given : { ...source.properties, encryption: given.encryption };
}

function directive(value: string | undefined, name: string): 'COPY' | 'REPLACE' {
  if (value === undefined || value === 'COPY') return 'COPY';
  if (value === 'REPLACE') return value;
  throw invalidArgument('Unknown directive.', name, value);
}

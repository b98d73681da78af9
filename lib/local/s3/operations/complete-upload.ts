import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  combineChecksums,
  DEFAULT_ALGORITHM,
  type StoredChecksum,
} from '../body/checksum.ts';
import { readDocument } from '../body/small-body.ts';
import { badDigest, invalidRequest, S3Error } from '../errors.ts';
import { readWriteCondition, unquoteEtag } from '../http/preconditions.ts';
import { causeOf, enterObject, type ObjectRequest, type Signed } from '../http/request-headers.ts';
import { sendDocument, setHeaders } from '../http/respond.ts';
import { parseDocument } from '../http/xml.ts';
import { encryptionHeaders } from '../model/object-properties.ts';
import { type NewObject, putObject } from '../model/objects.ts';
import type { S3Context } from '../model/s3-context.ts';
import type { Part, Upload } from '../storage/schemas.ts';
import { checksumElements } from './elements.ts';
import { writeConditions } from './put-object.ts';
import { findUpload } from './upload-part.ts';

const MIN_PART = 5 * 1024 ** 2;

const listedPartSchema = z.object({
  PartNumber: z
    .string()
    .regex(/^\s*\d{1,5}\s*$/)
    .transform(Number)
    .pipe(z.number().min(1).max(10_000)),
  ETag: z.string().transform((tag) => unquoteEtag(tag.trim())),
  ...Object.fromEntries(CHECKSUM_ALGORITHMS.map((name) => [`Checksum${name}`, z.string().optional()])),
});
const documentSchema = z.object({
  CompleteMultipartUpload: z.object({ Part: z.array(listedPartSchema).min(1).max(10_000) }),
});
type ListedPart = z.infer<typeof listedPartSchema> & Readonly<Record<string, unknown>>;

/** CompleteMultipartUpload: the object is the list of the parts' files; no byte is copied. */
export async function completeUpload(s3: S3Context, request: Signed<ObjectRequest>): Promise<void> {
  const { key, call, header } = request;
  const bucket = enterObject(s3, request, 's3:PutObject', writeConditions(request));
  const condition = readWriteCondition(header);
  findUpload(s3, request);
  const document = parseDocument(await readDocument(request, 'object'), documentSchema);
  const listed: readonly ListedPart[] = document.CompleteMultipartUpload.Part;

  const { object, written, upload } = s3.store.transaction(() => {
    const upload = findUpload(s3, request);
    const object = assemble(request, upload, selectParts(s3, upload, listed));
    const event = { name: 'ObjectCreated:CompleteMultipartUpload', cause: causeOf(request) } as const;
    const written = putObject(s3, { bucket, key }, object, condition, event);
    s3.uploads.remove(upload.id);
    return { object, written, upload };
  });
  s3.journal.deliver();
  setHeaders(call.response, {
    ...encryptionHeaders(upload.properties.encryption),
    ...(written.versionId !== undefined && { 'x-amz-version-id': written.versionId }),
  });
  sendDocument(call.response, 'CompleteMultipartUploadResult', {
    Location: `http://${s3.endpointHost}/${bucket.name}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${object.etag}"`,
    ...checksumElements(object.checksum),
  });
}

/** @throws S3Error `InvalidPartOrder` */
function checkOrder(upload: Upload, listed: readonly ListedPart[]): void {
  const ascending = listed.every((entry, index) => entry.PartNumber > (listed[index - 1]?.PartNumber ?? 0));
  if (ascending) return;
  throw new S3Error(
    'InvalidPartOrder',
    400,
    'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    { UploadId: upload.id },
  );
}

/** @throws S3Error `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall`, `InvalidRequest` */
function selectParts(s3: S3Context, upload: Upload, listed: readonly ListedPart[]): readonly Part[] {
  checkOrder(upload, listed);
  const stored = new Map(s3.uploads.parts(upload.id, 0, 10_000).map((part) => [part.number, part]));
  return listed.map((entry, index) => {
    const { PartNumber: number, ETag: etag } = entry;
    const part = stored.get(number);
    if (!part || part.etag !== etag) throw invalidPart(upload.id, number, etag);
    if (!checksumsAgree(upload, part, entry)) throw invalidPart(upload.id, number, etag);
    if (index < listed.length - 1 && part.size < MIN_PART) {
      throw new S3Error(
        'EntityTooSmall',
        400,
        'Your proposed upload is smaller than the minimum allowed size',
        {
          ProposedSize: String(part.size),
          MinSizeAllowed: String(MIN_PART),
          PartNumber: String(number),
          ETag: etag,
        },
      );
    }
    return part;
  });
}

/**
 * Checks the checksums of a part in the request against the stored ones. The request must repeat a part's checksum if the
 * upload has no algorithm or a composite checksum.
 *
 * @throws S3Error `InvalidRequest` if it is missing although the upload has an algorithm
 */
function checksumsAgree(upload: Upload, { number, checksum, declared }: Part, entry: ListedPart): boolean {
  const known: Readonly<Record<string, string>> = {
    [upload.algorithm ?? DEFAULT_ALGORITHM]: checksum,
    ...(declared && { [declared.algorithm]: declared.value }),
  };
  const said = (algorithm: ChecksumAlgorithm) => entry[`Checksum${algorithm}`];
  if (upload.algorithm && upload.type === 'COMPOSITE' && said(upload.algorithm) === undefined) {
    throw invalidRequest(
      `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  if (!upload.algorithm && declared && said(declared.algorithm) === undefined) return false;
  return CHECKSUM_ALGORITHMS.every((name) => said(name) === undefined || said(name) === known[name]);
}

function assemble({ header }: ObjectRequest, upload: Upload, parts: readonly Part[]): NewObject {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const expected = header('x-amz-mp-object-size');
  if (expected !== undefined && Number(expected) !== size) {
    throw invalidRequest(
      'The provided x-amz-mp-object-size header does not match the size of the completed object.',
    );
  }
  const digests = createHash('md5');
  for (const part of parts) digests.update(Buffer.from(part.etag, 'hex'));
  const checksum = combinedChecksum({ header }, upload, parts);
  return {
    size,
    etag: `${digests.digest('hex')}-${parts.length}`,
    properties: upload.properties,
    checksum,
    parts: parts.map((part) => ({
      number: part.number,
      size: part.size,
      ...(upload.algorithm && { checksum: part.checksum }),
    })),
    segments: parts.flatMap((part) => part.segments),
  };
}

/** @throws S3Error `BadDigest` if the caller expects another checksum of the object */
function combinedChecksum(
  { header }: Pick<ObjectRequest, 'header'>,
  upload: Upload,
  parts: readonly Part[],
): StoredChecksum {
  const algorithm = upload.algorithm ?? DEFAULT_ALGORITHM;
  const type = header('x-amz-checksum-type');
  if (type !== undefined && type !== (upload.type ?? 'FULL_OBJECT')) {
    throw invalidRequest('The x-amz-checksum-type header does not match the checksum type of the upload.');
  }
  const values = parts.map(({ checksum, size }) => ({ value: checksum, size }));
  const checksum = combineChecksums(algorithm, upload.type ?? 'FULL_OBJECT', values);
  const expected = header(checksumHeader(algorithm));
  if (expected !== undefined && expected !== checksum.value) throw badDigest(algorithm);
  return checksum;
}

function invalidPart(uploadId: string, number: number, etag: string): S3Error {
  return new S3Error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: String(number), ETag: etag },
  );
}

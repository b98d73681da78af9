import { type ChecksumAlgorithm, DEFAULT_ALGORITHM } from '../body/checksum.ts';
import type { ReceivedBody } from '../body/digest.ts';
import { MAX_BODY, readDeclaration, receiveBody } from '../body/receive.ts';
import { storeBody } from '../body/store-body.ts';
import { invalidArgument, invalidRequest, noSuchUpload } from '../errors.ts';
import { parseRange } from '../http/range.ts';
import { enterObject, type ObjectRequest, refuseChosenKeys, type Signed } from '../http/request-headers.ts';
import { sendDocument, sendEmpty, setHeaders } from '../http/respond.ts';
import { entityTag } from '../model/entity-tag.ts';
import { encryptionHeaders } from '../model/object-properties.ts';
import type { S3Context } from '../model/s3-context.ts';
import type { Part, Upload } from '../storage/schemas.ts';
import { type Segment, sliceSegments } from '../storage/segments.ts';
import { checkCopySize, hashSegments, openCopySource } from './copy-source.ts';
import { checksumElements } from './elements.ts';
import { checksumOf, writeConditions, writtenChecksum } from './put-object.ts';

/** UploadPart. */
export async function uploadPart(s3: S3Context, request: Signed<ObjectRequest>): Promise<void> {
  const { upload, number } = enterPart(s3, request);
  const declaration = readDeclaration(request, MAX_BODY);
  const algorithm = upload.algorithm ?? DEFAULT_ALGORITHM;
  const declared = declaration.checksum?.algorithm;
  checkAlgorithm(upload, declared);
  const { received, etag } = await storeBody(
    s3,
    (write) => receiveBody(request, declaration, [algorithm], write),
    ({ result, segments }) => ({
      received: result,
      ...commitPart(s3, upload, number, result, segments, declared),
    }),
  );
  sendEmpty(request.call.response, 200, {
    etag: `"${etag}"`,
    ...encryptionHeaders(upload.properties.encryption),
    ...writtenChecksum(declaration, checksumOf(received, declared ?? algorithm)),
  });
}

/**
 * Checks the checksum of a part against its upload. Composite checksums need the checksums of the parts. S3 can compute a
 * full-object checksum itself (User Guide, "Checking object integrity for data uploads").
 *
 * @throws S3Error `InvalidRequest`
 */
function checkAlgorithm({ algorithm, type }: Upload, declared: ChecksumAlgorithm | undefined): void {
  if (!algorithm || declared === algorithm || (declared === undefined && type === 'FULL_OBJECT')) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${declared?.toLowerCase() ?? 'null'}`,
  );
}

/** UploadPartCopy: the part shares the files of its source. Bytes are read only for checksums. */
export async function uploadPartCopy(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { upload, number } = enterPart(s3, request);
  const { version, headers } = openCopySource(s3, request);
  const segments = copiedSegments(request, version);
  checkCopySize(segments.reduce((sum, { length }) => sum + length, 0));
  const unpin = s3.store.blobs.pin(segments);
  try {
    const algorithm = upload.algorithm ?? DEFAULT_ALGORITHM;
    const hashed = await hashSegments(s3, segments, algorithm);
    const { modified, etag } = commitPart(s3, upload, number, hashed, segments);
    setHeaders(request.call.response, { ...headers, ...encryptionHeaders(upload.properties.encryption) });
    sendDocument(request.call.response, 'CopyPartResult', {
      LastModified: new Date(modified).toISOString(),
      ETag: `"${etag}"`,
      ...(upload.algorithm && checksumElements(checksumOf(hashed, algorithm))),
    });
  } finally {
    unpin();
  }
}

function copiedSegments({ header }: ObjectRequest, source: { size: number; segments: Segment[] }): Segment[] {
  const asked = header('x-amz-copy-source-range');
  if (asked === undefined) return source.segments;
  const range = /^bytes=\d+-\d+$/.test(asked) ? parseRange(asked, source.size) : undefined;
  if (!range || Number(asked.split('-')[1]) !== range.end) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      asked,
    );
  }
  return sliceSegments(source.segments, range.start, range.end);
}

function enterPart(
  s3: S3Context,
  request: ObjectRequest,
): { readonly upload: Upload; readonly number: number } {
  enterObject(s3, request, 's3:PutObject', writeConditions(request));
  refuseChosenKeys(request);
  const asked = request.query.get('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  if (number < 1 || number > 10_000) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      asked,
    );
  }
  return { upload: findUpload(s3, request), number };
}

/** @throws S3Error `NoSuchUpload` */
export function findUpload(s3: S3Context, { bucket, key, query }: ObjectRequest): Upload {
  const id = query.get('uploadId') ?? '';
  const upload = s3.uploads.find(bucket, key, id);
  if (!upload) throw noSuchUpload(id);
  return upload;
}

/** @throws S3Error `NoSuchUpload` if the upload ended during the transfer of the part */
function commitPart(
  s3: S3Context,
  { id, bucket, key, algorithm, properties }: Upload,
  number: number,
  received: ReceivedBody,
  segments: readonly Segment[],
  declared?: ChecksumAlgorithm,
): Pick<Part, 'modified' | 'etag'> {
  const modified = s3.now();
  const etag = entityTag(s3, received, properties.encryption);
  s3.store.transaction(() => {
    if (!s3.uploads.find(bucket, key, id)) throw noSuchUpload(id);
    s3.uploads.putPart(id, {
      number,
      size: received.size,
      etag,
      modified,
      checksum: partChecksum(received, algorithm ?? DEFAULT_ALGORITHM),
      declared: declared ? { algorithm: declared, value: partChecksum(received, declared) } : null,
      segments: [...segments],
    });
  });
  return { modified, etag };
}

function partChecksum(received: ReceivedBody, algorithm: ChecksumAlgorithm): string {
  return received.checksums.get(algorithm)?.toString('base64') ?? '';
}

import { enterObject, type ObjectRequest } from '../http/request-headers.ts';
import { sendDocument } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { OWNER, readCount } from './elements.ts';
import { findUpload } from './upload-part.ts';

/** ListParts. */
export async function listParts(s3: S3Context, request: ObjectRequest): Promise<void> {
  const { query, call, key } = request;
  const bucket = enterObject(s3, request, 's3:ListMultipartUploadParts');
  const upload = findUpload(s3, request);
  const limit = readCount(query, 'max-parts', 1000);
  const marker = readCount(query, 'part-number-marker', 10_000, 0);
  const found = s3.uploads.parts(upload.id, marker, limit + 1);
  const parts = found.slice(0, limit);
  sendDocument(call.response, 'ListPartsResult', {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    Initiator: OWNER,
    Owner: OWNER,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? marker,
    MaxParts: limit,
    IsTruncated: limit > 0 && found.length > limit,
    ChecksumAlgorithm: upload.algorithm ?? undefined,
    ChecksumType: upload.type ?? undefined,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...(upload.algorithm && { [`Checksum${upload.algorithm}`]: part.checksum }),
      ...(part.declared && { [`Checksum${part.declared.algorithm}`]: part.declared.value }),
    })),
  });
}

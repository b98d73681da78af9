import { type BucketRequest, enterBucket } from '../http/request-headers.ts';
import { sendDocument } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { after, type Position, uploadRows, walk } from '../storage/walk.ts';
import { OWNER } from './elements.ts';
import { afterMarker } from './list-versions.ts';
import { listingConditions, readListingQuery } from './listing-query.ts';

/** ListMultipartUploads. */
export async function listUploads(s3: S3Context, request: BucketRequest): Promise<void> {
  const { query, call } = request;
  const conditions = listingConditions(request, 'max-uploads');
  const bucket = enterBucket(s3, request, 's3:ListBucketMultipartUploads', conditions);
  const { prefix, delimiter, limit, encodingType, encode } = readListingQuery(request, 'max-uploads');
  const keyMarker = query.get('key-marker') ?? '';
  const uploadIdMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  const source = uploadRows(s3.store.database, bucket.name);

  function startPosition(): Position {
    const from = Buffer.from(keyMarker);
    if (keyMarker === '') return { from };
    if (uploadIdMarker === '') return afterMarker(keyMarker, prefix, delimiter);
    for (const row of source({ from }, after(keyMarker).from)) {
      if (row.id === uploadIdMarker) return { from, sequence: row.sequence };
    }
    // The upload of the marker has ended. The remaining ones of its key are listed.
    return { from };
  }

  const { rows, prefixes, next, last } = walk({ prefix, delimiter, limit, start: startPosition() }, source);
  const truncated = next !== undefined && limit > 0;
  sendDocument(call.response, 'ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: uploadIdMarker,
    ...(truncated &&
      last &&
      ('row' in last
        ? { NextKeyMarker: encode(last.row.key), NextUploadIdMarker: last.row.id }
        : { NextKeyMarker: encode(last.prefix) })),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    Prefix: encode(prefix),
    EncodingType: encodingType,
    MaxUploads: limit,
    IsTruncated: truncated,
    Upload: rows.map((row) => ({
      Key: encode(row.key),
      UploadId: row.id,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: 'STANDARD',
      Initiated: new Date(row.initiated).toISOString(),
      ChecksumAlgorithm: row.algorithm ?? undefined,
      ChecksumType: row.type ?? undefined,
    })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
  });
}

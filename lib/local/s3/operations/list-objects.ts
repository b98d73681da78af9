import { invalidArgument } from '../errors.ts';
import { type BucketRequest, enterBucket } from '../http/request-headers.ts';
import { sendDocument } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { after, objectRows, type Position, walk } from '../storage/walk.ts';
import { OWNER } from './elements.ts';
import { listingConditions, readListingQuery } from './listing-query.ts';

/** ListObjectsV2. */
export async function listObjects(s3: S3Context, request: BucketRequest): Promise<void> {
  const { query, call } = request;
  const bucket = enterBucket(s3, request, 's3:ListBucket', listingConditions(request, 'max-keys'));
  const { prefix, delimiter, limit, encodingType, encode } = readListingQuery(request, 'max-keys');
  const token = query.get('continuation-token') ?? undefined;
  const startAfter = query.get('start-after') ?? undefined;
  const start = startPosition(token, startAfter);
  const source = objectRows(s3.store.database, bucket.name);
  const { rows, prefixes, next } = walk({ prefix, delimiter, limit, start }, source);
  const truncated = next !== undefined && limit > 0;

  sendDocument(call.response, 'ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
    KeyCount: rows.length + prefixes.length,
    IsTruncated: truncated,
    ContinuationToken: token,
    NextContinuationToken: truncated ? writeToken(next) : undefined,
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    Contents: rows.map((row) => ({
      Key: encode(row.key),
      LastModified: new Date(row.modified).toISOString(),
      ETag: `"${row.etag}"`,
      ChecksumAlgorithm: row.checksum?.algorithm,
      ChecksumType: row.checksum?.type,
      Size: row.size,
      Owner: query.get('fetch-owner') === 'true' ? OWNER : undefined,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
  });
}

function startPosition(token: string | undefined, startAfter: string | undefined): Position {
  if (token !== undefined) return readToken(token);
  return startAfter === undefined ? { from: Buffer.alloc(0) } : after(startAfter);
}

/** The token is the position to continue from, in bytes: after a key or after a common prefix. */
function writeToken({ from, sequence }: Position): string {
  return (sequence === undefined ? from : Buffer.concat([from, Buffer.of(0)])).toString('base64url');
}

function readToken(token: string): Position {
  if (!/^[A-Za-z0-9_-]+$/.test(token)) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return { from: Buffer.from(token, 'base64url') };
}

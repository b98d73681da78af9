import { invalidArgument } from '../errors.ts';
import { type BucketRequest, enterBucket } from '../http/request-headers.ts';
import { sendSequence } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { after, historyRows, type ListedVersion, type Position, successor, walk } from '../storage/walk.ts';
import { OWNER } from './elements.ts';
import { listingConditions, readListingQuery } from './listing-query.ts';

/** ListObjectVersions. */
export async function listVersions(s3: S3Context, request: BucketRequest): Promise<void> {
  const { query, call } = request;
  const bucket = enterBucket(s3, request, 's3:ListBucketVersions', listingConditions(request, 'max-keys'));
  const { prefix, delimiter, limit, encodingType, encode } = readListingQuery(request, 'max-keys');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const start = startPosition(s3, request, { keyMarker, versionMarker, prefix, delimiter });
  const source = historyRows(s3.store.database, bucket.name);
  const { rows, prefixes, next, last } = walk({ prefix, delimiter, limit, start }, source);
  const truncated = next !== undefined && limit > 0;

  const describe = (row: ListedVersion) => ({
    Key: encode(row.key),
    VersionId: row.version_id,
    IsLatest: row.latest,
    LastModified: new Date(row.modified).toISOString(),
    ...(!row.marker && {
      ETag: `"${row.etag}"`,
      Size: row.size,
      ChecksumAlgorithm: row.checksum?.algorithm,
      ChecksumType: row.checksum?.type,
      StorageClass: 'STANDARD',
    }),
    Owner: OWNER,
  });
  // Versions and delete markers are listed in one order, as in S3.
  sendSequence(call.response, 'ListVersionsResult', [
    {
      Name: bucket.name,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      ...(truncated &&
        last &&
        ('row' in last
          ? { NextKeyMarker: encode(last.row.key), NextVersionIdMarker: last.row.version_id }
          : { NextKeyMarker: encode(last.prefix) })),
      MaxKeys: limit,
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      EncodingType: encodingType,
      IsTruncated: truncated,
    },
    ...rows.map((row) => (row.marker ? { DeleteMarker: describe(row) } : { Version: describe(row) })),
    { CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })) },
  ]);
}

interface Markers {
  readonly keyMarker: string;
  readonly versionMarker: string;
  readonly prefix: string;
  readonly delimiter: string;
}

function startPosition(
  s3: S3Context,
  { bucket }: BucketRequest,
  { keyMarker, versionMarker, prefix, delimiter }: Markers,
): Position {
  if (keyMarker === '') {
    if (versionMarker === '') return { from: Buffer.alloc(0) };
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionMarker,
    );
  }
  if (versionMarker === '') return afterMarker(keyMarker, prefix, delimiter);
  const version = s3.versions.find(bucket, keyMarker, versionMarker);
  const from = Buffer.from(keyMarker);
  // The version was deleted meanwhile, for example while a bucket is emptied. The remaining ones of its key are listed.
  return version ? { from, sequence: version.sequence } : { from };
}

/** A marker can be a common prefix, which stands for all of its keys. */
export function afterMarker(marker: string, prefix: string, delimiter: string): Position {
  const rolledUp =
    delimiter !== '' &&
    marker.startsWith(prefix) &&
    marker.indexOf(delimiter, prefix.length) === marker.length - delimiter.length;
  return rolledUp ? { from: successor(marker) } : after(marker);
}

import { invalidArgument, noSuchBucket, S3Error } from '../errors.ts';

const MAX_KEY_BYTES = 1024;

/** The bucket and key of a path-style URL. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/**
 * Reads `/bucket/key` from the request target as sent. A WHATWG `URL` would resolve `..` inside a key. A key is any text and
 * never becomes a path on the disk.
 *
 * @throws S3Error `InvalidURI` if the percent-encoding is not UTF-8, `KeyTooLongError` above 1024 bytes
 */
export function parseAddress(target: string): Address {
  const [path = ''] = target.split('?', 1);
  if (!path.startsWith('/')) throw invalidUri(path);
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  if (bucket === '') {
    if (key !== '') throw noSuchBucket('');
    return { bucket: undefined, key: undefined };
  }
  if (key === '') return { bucket, key: undefined };
  checkKeyLength(key);
  return { bucket, key };
}

/** The query as names and values; `?uploads` has the value `''`. */
export function parseQuery(target: string): URLSearchParams {
  const start = target.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : target.slice(start + 1));
}

/** @throws S3Error `KeyTooLongError` above 1024 bytes of UTF-8 */
export function checkKeyLength(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= MAX_KEY_BYTES) return;
  throw new S3Error('KeyTooLongError', 400, 'Your key is too long', {
    Size: String(size),
    MaxSizeAllowed: String(MAX_KEY_BYTES),
  });
}

/**
 * Reads `x-amz-copy-source`: `[/]bucket/key[?versionId=…]`, percent-encoded.
 *
 * @throws S3Error `InvalidArgument` if it names no object
 */
export function parseCopySource(value: string): {
  bucket: string;
  key: string;
  versionId: string | undefined;
} {
  const [path = '', query] = value.split(/\?(?=versionId=)/, 2);
  const address = parseAddress(path.startsWith('/') ? path : `/${path}`);
  if (address.bucket === undefined || address.key === undefined) {
    throw invalidArgument('Copy Source must mention the source bucket and key', 'x-amz-copy-source', value);
  }
  const versionId =
    query === undefined ? undefined : (new URLSearchParams(query).get('versionId') ?? undefined);
  return { bucket: address.bucket, key: address.key, versionId };
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUri(text);
  }
}

function invalidUri(uri: string): S3Error {
  return new S3Error('InvalidURI', 400, "Couldn't parse the specified URI.", { URI: uri });
}

import { S3Error } from '../errors.ts';

/** Bytes `start` to `end`, both inclusive, as in `Content-Range`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header (RFC 9110, section 14) against a body of `size` bytes.
 *
 * @returns undefined if the header is not a single range that S3 serves: the answer is the whole body then
 * @throws S3Error `InvalidRange` (416) if the range begins after the end
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const suffix = Number(match[2]);
    if (suffix === 0 || size === 0) throw invalidRange(header ?? '', size);
    return { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < start) return undefined;
  if (start >= size) throw invalidRange(header ?? '', size);
  return { start, end };
}

function invalidRange(header: string, size: number): S3Error {
  return new S3Error(
    'InvalidRange',
    416,
    'The requested range is not satisfiable',
    { RangeRequested: header, ActualObjectSize: String(size) },
    { 'Content-Range': `bytes */${size}` },
  );
}

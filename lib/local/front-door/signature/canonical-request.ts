import { createHash, createHmac } from 'node:crypto';

/** The parts of a request that Signature V4 covers. */
export interface SignedParts {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** By lower-case name, several values already joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Lower case, in the order of the signature. */
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/** How a service encodes the path: S3 once, every other service twice. */
export type PathRule = 'encoded-once' | 'encoded-twice';

/** RFC 3986: everything but the unreserved characters, upper-case hex. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** @throws URIError for an invalid percent sequence, if the rule decodes the path */
function canonicalPath(path: string, rule: PathRule): string {
  const segments = path.split('/');
  const encode = (segment: string) =>
    percentEncode(rule === 'encoded-once' ? decodeURIComponent(segment) : segment);
  return segments.map(encode).join('/') || '/';
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The canonical request of Signature V4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @throws URIError for a path that does not decode
 */
export function canonicalRequest(parts: SignedParts, rule: PathRule): string {
  const headers = parts.signedHeaders.map((name) => {
    return `${name}:${(parts.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    parts.method,
    canonicalPath(parts.path, rule),
    canonicalQuery(parts.query),
    headers.join(''),
    parts.signedHeaders.join(';'),
    parts.payloadHash,
  ].join('\n');
}

/** The string to sign: `AWS4-HMAC-SHA256`, timestamp, scope and the hash of the canonical request. */
export function stringToSign(timestamp: string, scope: string, canonical: string): string {
  const hash = createHash('sha256').update(canonical).digest('hex');
  return `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`;
}

/** The key that signs within one scope: 32 bytes, derived from the secret by date, region, service. */
export function deriveSigningKey(secretAccessKey: string, scope: string): Buffer {
  let key = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return key;
}

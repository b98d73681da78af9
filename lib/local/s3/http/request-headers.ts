import { ACCOUNT } from '../../kit/resource.ts';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader } from '../body/checksum.ts';
import { invalidArgument, noSuchBucket, notImplemented } from '../errors.ts';
import type { Cause } from '../events/messages.ts';
import type { S3Context } from '../model/s3-context.ts';
import type { Bucket } from '../storage/buckets.ts';
import { bucketArn, objectArn } from './object-address.ts';
import type { HeaderReader } from './preconditions.ts';

/** The parts of a call that operations need: the caller, their rights and the connection. */
type S3Call = Omit<ServiceCall, 'signature' | 'url' | 'body'>;

/** A request, signed in its headers or in its query. */
export interface S3Request {
  readonly call: S3Call;
  readonly query: URLSearchParams;
  /**
   * A header by lower-case name. Presigning moves `x-amz-` headers to the query, where they count as headers and have
   * precedence.
   */
  readonly header: HeaderReader;
  /** Names of all `x-amz-` headers, from headers and query, in lower case. */
  readonly amzHeaders: readonly string[];
}

/** A request whose body is read under the signature of its headers or query. */
export type Signed<R extends S3Request> = R & { readonly call: ServiceCall };

export interface BucketRequest extends S3Request {
  readonly bucket: string;
}

export interface ObjectRequest extends BucketRequest {
  readonly key: string;
}

/** The supported header names, sent or presigned. `x-amz-meta-` is supported too. */
const KNOWN_HEADERS: ReadonlySet<string> = new Set([
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-unmodified-since',
  'x-amz-copy-source-range',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-metadata-directive',
  'x-amz-mp-object-size',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-source-expected-bucket-owner',
  'x-amz-storage-class',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

/** A customer-provided key (SSE-C), or a KMS key that the caller names. */
const CHOSEN_KEY = /^x-amz-(?:copy-source-)?server-side-encryption-(?:customer-|aws-kms-key-id$)/;

/** Reads a call's query and headers. */
export function openRequest(call: ServiceCall, query: URLSearchParams): Signed<S3Request> {
  const names = [...Object.keys(call.request.headers), ...query.keys()];
  const amzHeaders = [...new Set(names.filter((name) => name.startsWith('x-amz-')))];
  return { call, query, header: createHeaderReader(call, query), amzHeaders };
}

function createHeaderReader(call: ServiceCall, query: URLSearchParams): HeaderReader {
  const { headers } = call.request;
  return (name) => {
    const presigned = name.startsWith('x-amz-') ? query.get(name) : null;
    const sent = headers[name];
    // Node reads and writes headers as Latin-1. Values of the query are converted to it.
    if (presigned !== null) return Buffer.from(presigned, 'utf8').toString('latin1');
    return Array.isArray(sent) ? sent.join(', ') : sent;
  };
}

const PAYLOAD_HASH =
  /^(?:[0-9a-fA-F]{64}|UNSIGNED-PAYLOAD|STREAMING-(?:UNSIGNED-PAYLOAD-TRAILER|AWS4-(?:HMAC|ECDSA-P256)-SHA256-PAYLOAD(?:-TRAILER)?))$/;

/**
 * Refuses a payload hash that S3 does not know. Whether a hash matches the body is checked while the body is read.
 *
 * @throws S3Error `InvalidArgument`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function refuseUnknownPayloadHash({ call }: Signed<S3Request>): void {
  const { payloadHash } = call.signature;
  if (PAYLOAD_HASH.test(payloadHash)) return;
  throw invalidArgument(
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    'x-amz-content-sha256',
    payloadHash,
  );
}

/**
 * Refuses headers that are not supported, and another expected bucket owner.
 *
 * @throws S3Error `NotImplemented` naming the header, AwsError `AccessDenied`
 */
export function checkHeaders(request: S3Request): void {
  for (const name of request.amzHeaders) {
    if (KNOWN_HEADERS.has(name) || name.startsWith('x-amz-meta-')) continue;
    // The operation refuses these after it has authorized the caller.
    if (CHOSEN_KEY.test(name)) continue;
    throw notImplemented(`the header ${name}`);
  }
  const storageClass = request.header('x-amz-storage-class');
  if (storageClass !== undefined && storageClass !== 'STANDARD') {
    throw notImplemented(`the storage class ${storageClass}`);
  }
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
    if ((request.header(name) ?? ACCOUNT) !== ACCOUNT)
      throw new AwsError('AccessDenied', 403, 'Access Denied');
  }
}

/** @throws S3Error `NotImplemented` naming a header that chooses the key */
export function refuseChosenKeys(request: S3Request): void {
  const name = request.amzHeaders.find((header) => CHOSEN_KEY.test(header));
  if (name !== undefined) throw notImplemented(`encryption with a key that the caller chooses (${name})`);
}

/** Authorizes an action on the bucket, then finds it. */
export function enterBucket(
  s3: S3Context,
  request: BucketRequest,
  action: string,
  conditions: Readonly<Record<string, string>> = {},
): Bucket {
  request.call.authorize(action, bucketArn(request.bucket), conditions);
  return findBucket(s3, request.bucket);
}

/** Authorizes an action on the object, then finds its bucket. */
export function enterObject(
  s3: S3Context,
  request: ObjectRequest,
  action: string,
  conditions: Readonly<Record<string, string | readonly string[]>> = {},
): Bucket {
  request.call.authorize(action, objectArn(request.bucket, request.key), conditions);
  return findBucket(s3, request.bucket);
}

/** @throws S3Error `NoSuchBucket` */
export function findBucket(s3: S3Context, name: string): Bucket {
  const bucket = s3.buckets.find(name);
  if (!bucket) throw noSuchBucket(name);
  return bucket;
}

/** The cause that an event names. */
export function causeOf({ call }: S3Request): Cause {
  return {
    principal: `AWS:${call.principal.accessKeyId}`,
    sourceAddress: call.request.socket.remoteAddress ?? '127.0.0.1',
    requestId: call.requestId,
  };
}

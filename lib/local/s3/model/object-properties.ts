import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { invalidArgument, notImplemented, S3Error } from '../errors.ts';
import type { HeaderReader } from '../http/preconditions.ts';
import type { Bucket } from '../storage/buckets.ts';
import type { Encryption, ObjectProperties } from '../storage/schemas.ts';

const MAX_METADATA = 2048;
const METADATA_PREFIX = 'x-amz-meta-';

/**
 * The AWS managed key of S3, which needs no rights. Other keys are refused, here and in the template, because this S3 does
 * not check rights on them.
 */
const MANAGED_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/aws/s3`;

/** Headers of a write that every read returns. */
const STORED_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
];

/**
 * The properties of an object from the headers of a write.
 *
 * @param names - all `x-amz-` headers of the request
 * @throws S3Error `MetadataTooLarge`, `InvalidArgument`, `NotImplemented`
 */
export function readProperties(
  header: HeaderReader,
  names: readonly string[],
  bucket: Bucket,
): ObjectProperties {
  const headers: Record<string, string> = {};
  for (const name of STORED_HEADERS) {
    const value = header(name);
    if (value !== undefined) headers[name] = value;
  }
  const encoding = withoutChunkedEncoding(header('content-encoding'));
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  return { headers, metadata: readMetadata(header, names), encryption: readEncryption(header, bucket) };
}

/** `aws-chunked` describes the transfer, not the object. */
function withoutChunkedEncoding(value: string | undefined): string | undefined {
  const rest = (value ?? '').split(',').filter((coding) => !['aws-chunked', ''].includes(coding.trim()));
  return rest.length === 0 ? undefined : rest.map((coding) => coding.trim()).join(',');
}

function readMetadata(header: HeaderReader, names: readonly string[]): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const name of names) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    const value = header(name) ?? '';
    const key = name.slice(METADATA_PREFIX.length);
    metadata[key] = value;
    size += Buffer.byteLength(key) + Buffer.byteLength(value, 'latin1');
  }
  if (size <= MAX_METADATA) return metadata;
  throw new S3Error(
    'MetadataTooLarge',
    400,
    'Your metadata headers exceed the maximum allowed metadata size',
    { Size: String(size), MaxSizeAllowed: String(MAX_METADATA) },
  );
}

function readEncryption(header: HeaderReader, bucket: Bucket): Encryption {
  const algorithm = header('x-amz-server-side-encryption');
  const bucketKey = header('x-amz-server-side-encryption-bucket-key-enabled');
  if (algorithm === undefined) return defaultEncryption(bucket);
  if (algorithm === 'aws:kms:dsse') throw notImplemented('the server-side encryption aws:kms:dsse');
  if (algorithm === 'AES256') return { algorithm };
  if (algorithm !== 'aws:kms') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      algorithm,
    );
  }
  return {
    algorithm,
    keyId: MANAGED_KEY,
    ...(bucketKey !== undefined && { bucketKey: bucketKey === 'true' }),
  };
}

function defaultEncryption({ configuration }: Bucket): Encryption {
  const [rule] = configuration.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  if (rule?.ServerSideEncryptionByDefault?.SSEAlgorithm !== 'aws:kms') return { algorithm: 'AES256' };
  return {
    algorithm: 'aws:kms',
    keyId: MANAGED_KEY,
    ...(rule?.BucketKeyEnabled !== undefined && { bucketKey: rule.BucketKeyEnabled }),
  };
}

/** The headers of an answer to a read. */
export function propertyHeaders({ headers, metadata, encryption }: ObjectProperties): Record<string, string> {
  const user = Object.entries(metadata).map(([name, value]) => [`${METADATA_PREFIX}${name}`, value]);
  return {
    'content-type': 'binary/octet-stream',
    ...headers,
    ...Object.fromEntries(user),
    ...encryptionHeaders(encryption),
  };
}

export function encryptionHeaders({ algorithm, keyId, bucketKey }: Encryption): Record<string, string> {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(keyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
    ...(bucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  };
}

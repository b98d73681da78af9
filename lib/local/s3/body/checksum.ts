import { createHash } from 'node:crypto';
import { invalidRequest, notImplemented, S3Error } from '../errors.ts';
import { combineCrcs, isCombinable } from './combine-crcs.ts';
import { createCrc32, createCrc32c, createCrc64Nvme, type Digest } from './crc.ts';

/** The checksum algorithms that a caller can choose. */
const ALGORITHMS = {
  CRC32: { size: 4, create: createCrc32 },
  CRC32C: { size: 4, create: createCrc32c },
  CRC64NVME: { size: 8, create: createCrc64Nvme },
  SHA1: { size: 20, create: () => createNodeDigest('sha1') },
  SHA256: { size: 32, create: () => createNodeDigest('sha256') },
} as const;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

/** The default algorithm of S3. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

/** A stored checksum: base64, with `-N` if it is composite. */
export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

/** A hash of node:crypto with the interface of a checksum. */
export function createNodeDigest(name: 'md5' | 'sha1' | 'sha256'): Digest {
  const hash = createHash(name);
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    digest: () => hash.digest(),
  };
}

export function createChecksum(algorithm: ChecksumAlgorithm): Digest {
  return ALGORITHMS[algorithm].create();
}

/** The header or trailer of an algorithm: `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** @throws S3Error `InvalidRequest` for an unknown algorithm, `NotImplemented` for one that is not supported */
export function parseAlgorithm(name: string): ChecksumAlgorithm {
  const known = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name.toUpperCase());
  if (known) return known;
  if (/^(?:md5|sha512|xxhash(?:3|64|128))$/i.test(name))
    throw notImplemented(`the checksum algorithm ${name}`);
  throw invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_ALGORITHMS.join(', ')}]`,
  );
}

/** @throws S3Error `InvalidRequest` for an invalid value of the algorithm */
export function parseChecksumValue(algorithm: ChecksumAlgorithm, value: string): Buffer {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== ALGORITHMS[algorithm].size || bytes.toString('base64') !== value) {
    throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
  return bytes;
}

/** @throws S3Error `InvalidDigest` for anything but the base64 of 16 bytes */
export function parseContentMd5(value: string): Buffer {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === 16 && bytes.toString('base64') === value) return bytes;
  throw new S3Error('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', {
    'Content-MD5': value,
  });
}

/**
 * The type of checksum of a multipart upload.
 *
 * @throws S3Error `InvalidRequest` for a combination that S3 does not support (User Guide, "Checking object integrity")
 */
export function multipartChecksumType(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType {
  const type = asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const possible =
    type === 'FULL_OBJECT' ? isCombinable(algorithm) : type === 'COMPOSITE' && algorithm !== 'CRC64NVME';
  if (!possible || (type !== 'FULL_OBJECT' && type !== 'COMPOSITE')) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return type;
}

/**
 * Computes the checksum of an object from those of its parts.
 *
 * @param parts - in order, values in base64; at least one
 */
export function combineChecksums(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): StoredChecksum {
  const values = parts.map(({ value, size }) => ({ value: Buffer.from(value, 'base64'), size }));
  if (type === 'FULL_OBJECT' && isCombinable(algorithm)) {
    return { algorithm, type, value: combineCrcs(algorithm, values).toString('base64') };
  }
  const digest = createChecksum(algorithm);
  for (const { value } of values) digest.update(value);
  return { algorithm, type, value: `${digest.digest().toString('base64')}-${parts.length}` };
}

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  combineChecksums,
  createChecksum,
} from '../../../s3/body/checksum.ts';

const sum = (algorithm: ChecksumAlgorithm, ...pieces: Uint8Array[]) => {
  const digest = createChecksum(algorithm);
  for (const piece of pieces) digest.update(piece);
  return digest.digest();
};
const bytes = fc.uint8Array({ maxLength: 100 });

describe('checksums', () => {
  // The check values of the CRC catalogue (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME), of the text "123456789".
  it.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
  ] as const)('%s gives its published check value', (algorithm, value) => {
    expect(sum(algorithm, Buffer.from('123456789')).toString('hex')).toBe(value);
  });

  it.each(CHECKSUM_ALGORITHMS)('%s does not depend on how the bytes are cut', (algorithm) => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (a, b, c) => {
        const whole = sum(algorithm, Buffer.concat([a, b, c]));
        expect(sum(algorithm, a, b, c).equals(whole)).toBe(true);
      }),
    );
  });

  it('CRC32 and the hashes are those of Node', () => {
    fc.assert(
      fc.property(bytes, (input) => {
        expect(sum('CRC32', input).readUInt32BE()).toBe(crc32(input));
        expect(sum('SHA1', input).equals(createHash('sha1').update(input).digest())).toBe(true);
        expect(sum('SHA256', input).equals(createHash('sha256').update(input).digest())).toBe(true);
      }),
    );
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    '%s of a whole follows from those of its parts',
    (algorithm) => {
      fc.assert(
        fc.property(fc.array(bytes, { minLength: 1, maxLength: 5 }), (parts) => {
          const values = parts.map((part) => ({
            value: sum(algorithm, part).toString('base64'),
            size: part.length,
          }));
          const whole = sum(algorithm, Buffer.concat(parts)).toString('base64');
          expect(combineChecksums(algorithm, 'FULL_OBJECT', values).value).toBe(whole);
        }),
      );
    },
  );
});

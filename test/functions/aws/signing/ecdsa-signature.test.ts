import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joseSignature } from '../../../../functions/aws/signing/ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ORDER = p256.Point.CURVE().n;

/** An integer of 1 to 32 bytes. All lengths are equally likely. */
const integer = fc
  .integer({ min: 1, max: 256 })
  .chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) - 1n }))
  .filter((value) => value < ORDER);

function fixed(value: bigint): string {
  return value.toString(16).padStart(64, '0');
}

describe('an ECDSA signature from KMS', () => {
  it('can be verified in the form of JWS', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (message) => {
        const jose = joseSignature(sign('sha256', message, privateKey));
        expect(jose).toHaveLength(64);
        const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
        expect(verify('sha256', message, key, jose)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('has 32 bytes each for r and s, also if they are short or padded in DER', () => {
    fc.assert(
      fc.property(integer, integer, (r, s) => {
        const der = new p256.Signature(r, s).toBytes('der');
        expect(Buffer.from(joseSignature(der)).toString('hex')).toBe(fixed(r) + fixed(s));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['one byte', 1n, 1n],
    ['the largest without a sign bit', 2n ** 255n - 1n, 127n],
    ['the smallest that DER pads', 128n, 2n ** 255n],
    ['31 bytes', 2n ** 248n - 1n, 2n ** 247n],
  ])('with integers of %s', (_, r, s) => {
    const der = new p256.Signature(r, s).toBytes('der');
    expect(Buffer.from(joseSignature(der)).toString('hex')).toBe(fixed(r) + fixed(s));
  });

  const good = new p256.Signature(5n, 7n).toBytes('der');
  it.each([
    ['no bytes', Uint8Array.of()],
    ['no sequence', Uint8Array.from([0x31, ...good.subarray(1)])],
    ['bytes after the sequence', Uint8Array.from([...good, 0])],
    ['bytes after the integers', Uint8Array.from([0x30, good.length - 1, ...good.subarray(2), 0])],
    ['its end cut off', good.subarray(0, -1)],
    ['another type instead of an integer', Uint8Array.of(0x30, 6, 0x04, 1, 5, 0x02, 1, 7)],
    ['an empty integer', Uint8Array.of(0x30, 5, 0x02, 0, 0x02, 1, 7)],
    ['only one integer', Uint8Array.of(0x30, 3, 0x02, 1, 5)],
    ['an integer that ends after the sequence', Uint8Array.of(0x30, 6, 0x02, 1, 5, 0x02, 9, 7)],
    ['an integer of 33 bytes', Uint8Array.of(0x30, 38, 0x02, 33, ...Array(33).fill(1), 0x02, 1, 7)],
  ])('with %s is refused', (_, der) => {
    expect(() => joseSignature(der)).toThrow(TypeError);
  });
});

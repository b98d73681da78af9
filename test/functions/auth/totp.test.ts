import { describe, expect, it } from 'vitest';
import { describeTotp, newTotpSecret, stepOfCode } from '../../../functions/auth/totp.ts';

/** The seed of RFC 6238, appendix B. The codes there have eight digits. Ours are the last six of them. */
const SEED = new TextEncoder().encode('12345678901234567890');
const at = (seconds: number) => new Date(seconds * 1000);

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at %i seconds is the code of RFC 6238, %s', (seconds, code) => {
    expect(stepOfCode(SEED, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each([
    [-31, undefined],
    [-30, 1],
    [0, 1],
    [29, 1],
    [30, 1],
    [59, 1],
    [60, undefined],
  ])('of the step from second 30 to 59 is, %i seconds after its start, of step %s', (after, step) => {
    expect(stepOfCode(SEED, '287082', at(30 + after))).toBe(step);
  });

  it('of another secret is wrong', () => {
    expect(stepOfCode(newTotpSecret(), '287082', at(59))).toBeUndefined();
  });
});

it('a secret has 160 random bits and can be a view of a larger buffer', () => {
  const secret = newTotpSecret();
  expect(secret).toHaveLength(20);
  expect(newTotpSecret()).not.toEqual(secret);
  const within = new Uint8Array([9, ...SEED, 9]).subarray(1, 21);
  expect(describeTotp(within, 'ada@example.org')).toEqual({
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    uri: 'otpauth://totp/Encrypt5:ada%40example.org?issuer=Encrypt5&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
  });
});

import { describe, expect, it } from 'vitest';
import type { TokenKey } from '#accounts';
import { withSigningKey } from '../../../functions/auth/token-key.ts';

const NOW = new Date('2026-11-23T18:08:00.000Z');
const hoursFromNow = (hours: number) => new Date(NOW.getTime() + hours * 3600_000).toISOString();
const publicKey = (kid: string) => ({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid });
const signing = (kid: string): TokenKey => ({ publicKey: publicKey(kid) });
const retired = (kid: string, endsAt: string): TokenKey => ({ publicKey: publicKey(kid), endsAt });

describe('the list of token keys, after a key becomes the signing key,', () => {
  it('has only this key if it was empty', () => {
    expect(withSigningKey([], publicKey('a'), NOW)).toEqual([signing('a')]);
  });

  it('does not change if the key already was the signing key', () => {
    const keys = [retired('z', hoursFromNow(3)), signing('a')];
    expect(withSigningKey(keys, publicKey('a'), NOW)).toBeUndefined();
  });

  it('has the previous key for another 24 hours', () => {
    expect(withSigningKey([signing('a')], publicKey('b'), NOW)).toEqual([
      retired('a', hoursFromNow(24)),
      signing('b'),
    ]);
  });

  it('has retired keys until they expire', () => {
    const keys = [retired('y', hoursFromNow(0)), retired('z', hoursFromNow(1)), signing('a')];
    expect(withSigningKey(keys, publicKey('b'), NOW)).toEqual([
      retired('z', hoursFromNow(1)),
      retired('a', hoursFromNow(24)),
      signing('b'),
    ]);
  });

  it('has a retired key that signs again only once', () => {
    const keys = [retired('a', hoursFromNow(5)), signing('b')];
    expect(withSigningKey(keys, publicKey('a'), NOW)).toEqual([retired('b', hoursFromNow(24)), signing('a')]);
  });
});

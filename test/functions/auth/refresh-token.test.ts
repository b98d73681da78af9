import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSecret } from '#aws';
import {
  formatRefreshToken,
  parseRefreshToken,
  succeed,
  unsealSuccessor,
} from '../../../functions/auth/refresh-token.ts';

const USER = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const SESSION = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const newToken = () => ({ user: USER, session: SESSION, family: newSecret(), secret: newSecret() });

describe('a refresh token', () => {
  it('reads as what it was written from', () => {
    const token = newToken();
    expect(parseRefreshToken(formatRefreshToken(token))).toEqual(token);
  });

  it('fits into a cookie as it is', () => {
    expect(formatRefreshToken(newToken())).toMatch(/^[A-Za-z0-9._-]{16,512}$/);
  });

  it.each([
    ['nothing', ''],
    ['three parts', `${USER}.${SESSION}.${newSecret()}`],
    ['five parts', `${formatRefreshToken(newToken())}.more`],
    ['a user that is no id', formatRefreshToken({ ...newToken(), user: 'somebody' })],
    ['a session that is no id', formatRefreshToken({ ...newToken(), session: '' })],
    ['a secret that is too short', formatRefreshToken({ ...newToken(), secret: newSecret().slice(1) })],
    ['a secret in another alphabet', formatRefreshToken({ ...newToken(), secret: '+'.repeat(43) })],
    ['a line break behind it', `${formatRefreshToken(newToken())}\n`],
  ])('made of %s is none of ours', (_, text) => {
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  it('never throws, whatever a client sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseRefreshToken(text)).toBeUndefined();
      }),
    );
  });
});

describe('the successor of a refresh token', () => {
  it('can be read again by whoever has the old secret', () => {
    const secret = newSecret();
    const { successor, sealed } = succeed(secret);
    expect(unsealSuccessor(secret, sealed)).toBe(successor);
  });

  it('is another one every time', () => {
    const secret = newSecret();
    expect(succeed(secret).successor).not.toBe(succeed(secret).successor);
  });

  it('does not stand in what the table keeps', () => {
    const { successor, sealed } = succeed(newSecret());
    expect(Buffer.from(sealed).toString('latin1')).not.toContain(successor);
  });

  it('can be read with no other secret, its own neither', () => {
    const { successor, sealed } = succeed(newSecret());
    expect(() => unsealSuccessor(newSecret(), sealed)).toThrow();
    expect(() => unsealSuccessor(successor, sealed)).toThrow();
  });

  it('cannot be read once a bit of it was changed', () => {
    const secret = newSecret();
    const { sealed } = succeed(secret);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unsealSuccessor(secret, changed)).toThrow();
    }
  });
});

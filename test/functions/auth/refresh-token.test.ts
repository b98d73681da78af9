import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newSecret } from '#aws';
import {
  createSuccessor,
  formatRefreshToken,
  parseRefreshToken,
  unsealSuccessor,
} from '../../../functions/auth/refresh-token.ts';

const USER = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const SESSION = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const newToken = () => ({ user: USER, session: SESSION, family: newSecret(), secret: newSecret() });

describe('a refresh token', () => {
  it('is the same after formatting and parsing', () => {
    const token = newToken();
    expect(parseRefreshToken(formatRefreshToken(token))).toEqual(token);
  });

  it('has only characters that a cookie allows', () => {
    expect(formatRefreshToken(newToken())).toMatch(/^[A-Za-z0-9._-]{16,512}$/);
  });

  it.each([
    ['no characters', ''],
    ['three parts', `${USER}.${SESSION}.${newSecret()}`],
    ['five parts', `${formatRefreshToken(newToken())}.more`],
    ['an invalid user id', formatRefreshToken({ ...newToken(), user: 'ada' })],
    ['an invalid session id', formatRefreshToken({ ...newToken(), session: '' })],
    ['a secret that is too short', formatRefreshToken({ ...newToken(), secret: newSecret().slice(1) })],
    ['a secret with wrong characters', formatRefreshToken({ ...newToken(), secret: '+'.repeat(43) })],
    ['a line break at the end', `${formatRefreshToken(newToken())}\n`],
  ])('with %s is not valid', (_, text) => {
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  it('can be parsed from any text without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseRefreshToken(text)).toBeUndefined();
      }),
    );
  });
});

describe('the successor of a refresh token', () => {
  it('can be opened with the old secret', () => {
    const secret = newSecret();
    const { successor, sealed } = createSuccessor(secret);
    expect(unsealSuccessor(secret, sealed)).toBe(successor);
  });

  it('is different every time', () => {
    const secret = newSecret();
    expect(createSuccessor(secret).successor).not.toBe(createSuccessor(secret).successor);
  });

  it('is not part of its sealed form', () => {
    const { successor, sealed } = createSuccessor(newSecret());
    expect(Buffer.from(sealed).toString('latin1')).not.toContain(successor);
  });

  it('cannot be opened with another secret, not even with the successor', () => {
    const { successor, sealed } = createSuccessor(newSecret());
    expect(() => unsealSuccessor(newSecret(), sealed)).toThrow();
    expect(() => unsealSuccessor(successor, sealed)).toThrow();
  });

  it('cannot be opened if any byte was changed', () => {
    const secret = newSecret();
    const { sealed } = createSuccessor(secret);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => unsealSuccessor(secret, changed)).toThrow();
    }
  });
});

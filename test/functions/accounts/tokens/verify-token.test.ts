import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenVerifier } from '../../../../functions/accounts/tokens/verify-token.ts';
import { codeOf } from '../../../services/front-desk.ts';

const KID = 'k'.repeat(43);
const NOW = new Date('2026-06-01T12:00:00Z');
const seconds = (offset: number) => NOW.getTime() / 1000 + offset;

const keys = await generateKeyPair('ES256');
const verify = createTokenVerifier(
  async (kid) => (kid === KID ? keys.publicKey : undefined),
  () => NOW,
);

const good = {
  header: { alg: 'ES256', typ: 'at+jwt', kid: KID },
  claims: {
    iss: 'encrypt5',
    aud: 'encrypt5/api',
    sub: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    sid: '01BX5ZZKBKACTAV9WEVGEMMVRZ',
    iat: seconds(-60),
    exp: seconds(60),
  },
};

/** A token with a valid signature and one changed claim or header. */
function tokenWith(header: object, claims: object): Promise<string> {
  return new SignJWT({ ...good.claims, ...claims })
    .setProtectedHeader({ ...good.header, ...header })
    .sign(keys.privateKey);
}

describe('an access token', () => {
  it('contains its user, session and expiry', async () => {
    expect(await verify(await tokenWith({}, {}))).toEqual({
      user: good.claims.sub,
      session: good.claims.sid,
      expiresAt: new Date(seconds(60) * 1000),
    });
  });

  it.each([
    ['is from another issuer', {}, { iss: 'another' }],
    ['is for another audience', {}, { aud: 'encrypt5/receipts' }],
    ['is of another type', { typ: 'encrypt5-receipt+jwt' }, {}],
    ['has no type', { typ: undefined }, {}],
    ['names an unknown key', { kid: 'x'.repeat(43) }, {}],
    ['names an invalid key', { kid: '../../key' }, {}],
    ['names no session', {}, { sid: undefined }],
    ['names no user', {}, { sub: undefined }],
    ['has no expiry', {}, { exp: undefined }],
    ['is not valid yet', {}, { nbf: seconds(60) }],
  ])('is refused if it %s, even with a valid signature', async (_, header, claims) => {
    expect(await codeOf(verify(await tokenWith(header, claims)))).toBe('unauthenticated');
  });

  it('is expired in the second of its expiry', async () => {
    expect(await codeOf(verify(await tokenWith({}, { exp: seconds(0) })))).toBe('token_expired');
  });

  it.each(['', 'a', 'a.b.c', '..', 'e30.e30.', `${'a'.repeat(10_000)}.b.c`])(
    'is refused if it is not a JWT: %.20s',
    async (token) => {
      expect(await codeOf(verify(token))).toBe('unauthenticated');
    },
  );
});

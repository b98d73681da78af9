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

/** A token that the very key has signed, and that says something else in one place. */
function tokenWith(header: object, claims: object): Promise<string> {
  return new SignJWT({ ...good.claims, ...claims })
    .setProtectedHeader({ ...good.header, ...header })
    .sign(keys.privateKey);
}

describe('an access token', () => {
  it('says whose it is, in which session, and until when', async () => {
    expect(await verify(await tokenWith({}, {}))).toEqual({
      user: good.claims.sub,
      session: good.claims.sid,
      expiresAt: new Date(seconds(60) * 1000),
    });
  });

  it.each([
    ['is from another issuer', {}, { iss: 'somebody' }],
    ['is for somebody else', {}, { aud: 'encrypt5/receipts' }],
    ['is of another type', { typ: 'encrypt5-receipt+jwt' }, {}],
    ['is of no type', { typ: undefined }, {}],
    ['names a key that there is not', { kid: 'x'.repeat(43) }, {}],
    ['names what is no key', { kid: '../../key' }, {}],
    ['names no session', {}, { sid: undefined }],
    ['names nobody', {}, { sub: undefined }],
    ['is for good', {}, { exp: undefined }],
    ['is not good yet', {}, { nbf: seconds(60) }],
  ])('is none where it %s, whoever has signed it', async (_, header, claims) => {
    expect(await codeOf(verify(await tokenWith(header, claims)))).toBe('unauthenticated');
  });

  it('has expired in the second that it names', async () => {
    expect(await codeOf(verify(await tokenWith({}, { exp: seconds(0) })))).toBe('token_expired');
  });

  it.each(['', 'a', 'a.b.c', '..', 'e30.e30.', `${'a'.repeat(10_000)}.b.c`])(
    'is none where it is not even a token: %.20s',
    async (token) => {
      expect(await codeOf(verify(token))).toBe('unauthenticated');
    },
  );
});

import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { Problem } from '#contract';
import { AUDIENCE, accessClaimsSchema, ISSUER, TOKEN_TYPE } from './access-token.ts';
import type { PublicKey } from './signing-key.ts';

/** What an access token says. */
interface AccessToken {
  readonly user: string;
  readonly session: string;
  readonly expiresAt: Date;
}

/**
 * Verifies an access token.
 *
 * @throws Problem `token_expired`, or `unauthenticated` for everything else that is wrong with it
 */
export type TokenVerifier = (token: string) => Promise<AccessToken>;

/**
 * @param readPublicKey - the key that signs access tokens
 */
export function createTokenVerifier(readPublicKey: () => Promise<PublicKey>, now: () => Date): TokenVerifier {
  return async (token) => {
    const keys = createLocalJWKSet({ keys: [await readPublicKey()] });
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TOKEN_TYPE,
        currentDate: now(),
      });
      const claims = accessClaimsSchema.parse(payload);
      return { user: claims.sub, session: claims.sid, expiresAt: new Date(claims.exp * 1000) };
    } catch (cause) {
      throw new Problem(cause instanceof errors.JWTExpired ? 'token_expired' : 'unauthenticated', { cause });
    }
  };
}

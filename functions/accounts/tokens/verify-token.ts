import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import * as z from 'zod';
import { ISSUER } from '#aws';
import { Problem } from '#contract';
import { AUDIENCE, accessClaimsSchema, TOKEN_TYPE } from './access-token.ts';
import type { TokenKeySource } from './token-key-source.ts';

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

/** No key is looked for whose name is not a thumbprint (RFC 7638, section 3), or for what is not even called an access token. */
const headerSchema = z.object({
  alg: z.literal('ES256'),
  typ: z.literal(TOKEN_TYPE),
  kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

export function createTokenVerifier(findKey: TokenKeySource, now: () => Date): TokenVerifier {
  return async (token) => {
    const key = await findKey(kidOf(token));
    if (key === undefined) throw new Problem('unauthenticated');
    try {
      const { payload } = await jwtVerify(token, key, {
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

/** @throws Problem `unauthenticated` */
function kidOf(token: string): string {
  try {
    return headerSchema.parse(decodeProtectedHeader(token)).kid;
  } catch (cause) {
    throw new Problem('unauthenticated', { cause });
  }
}

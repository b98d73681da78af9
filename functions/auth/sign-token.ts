import { ACCESS_TOKEN_SECONDS, AUDIENCE, TOKEN_TYPE } from '#accounts';
import { ISSUER, type SigningKey, signJws } from '#aws';

/** Signs an access token for a session. */
export type TokenSigner = (user: string, session: string) => Promise<string>;

/** Creates the signer of access tokens. */
export function createTokenSigner(key: SigningKey, now: () => Date): TokenSigner {
  return (user, session) => {
    const iat = Math.floor(now().getTime() / 1000);
    const exp = iat + ACCESS_TOKEN_SECONDS;
    return signJws(key, TOKEN_TYPE, { iss: ISSUER, aud: AUDIENCE, sub: user, sid: session, iat, exp });
  };
}

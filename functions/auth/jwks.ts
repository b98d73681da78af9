import { jwksSchema } from '#contract';
import type { PublicKey, RouteHandlers } from '#platform';

/** The public keys that access tokens can be verified with (RFC 7517). */
export function jwksRoute(readPublicKey: () => Promise<PublicKey>): RouteHandlers<'auth'>['jwks'] {
  return async () => {
    const { kty, crv, x, y, kid } = await readPublicKey();
    return { body: jwksSchema.parse({ keys: [{ kty, crv, x, y, kid, use: 'sig', alg: 'ES256' }] }) };
  };
}

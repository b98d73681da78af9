import { type Jwks, jwksSchema } from '#contract';
import { keptReceiptKeys, type PublicKey, type RouteHandlers, type VaultTable } from '#platform';

export interface JwksDependencies {
  readonly tombstones: VaultTable;
  readonly readTokensKey: () => Promise<PublicKey>;
  readonly readReceiptsKey: () => Promise<PublicKey>;
}

/**
 * The public keys of the vault (RFC 7517): the one that access tokens are verified with, and all that ever signed receipts
 * and heads of histories.
 */
export function jwksRoute(dependencies: JwksDependencies): RouteHandlers<'files'>['jwks'] {
  const { tombstones, readTokensKey, readReceiptsKey } = dependencies;
  return async () => {
    const current = await Promise.all([readTokensKey(), readReceiptsKey()]);
    const all = [...current, ...(await keptReceiptKeys(tombstones))];
    const byId = new Map(all.map((key) => [key.kid, published(key)]));
    return { body: jwksSchema.parse({ keys: [...byId.values()] }) };
  };
}

function published({ kty, crv, x, y, kid }: PublicKey): Record<keyof Jwks['keys'][number], unknown> {
  return { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
}

import type { TokenKey } from '#accounts';
import type { PublicKey, TableHandle } from '#aws';
import { type Jwks, jwksSchema } from '#contract';
import type { RouteHandlers } from '#http';
import { keptReceiptKeys } from '#vault';

export interface JwksDependencies {
  readonly tombstones: TableHandle;
  /** The keys whose access tokens are good now. */
  readonly readTokenKeys: () => Promise<readonly TokenKey[]>;
  readonly readReceiptsKey: () => Promise<PublicKey>;
}

/**
 * The public keys of the vault (RFC 7517): those that access tokens are verified with (the one that signs them
 * from its first token on, and those before it whose tokens may be alive), and all that ever signed receipts
 * and heads of histories.
 */
export function jwksRoute(dependencies: JwksDependencies): RouteHandlers<'auth'>['jwks'] {
  const { tombstones, readTokenKeys, readReceiptsKey } = dependencies;
  return async () => {
    const [tokenKeys, receiptsKey, keptKeys] = await Promise.all([
      readTokenKeys(),
      readReceiptsKey(),
      keptReceiptKeys(tombstones),
    ]);
    const all = [...tokenKeys.map(({ publicKey }) => publicKey), receiptsKey, ...keptKeys];
    const byId = new Map(all.map((key) => [key.kid, published(key)]));
    return { body: jwksSchema.parse({ keys: [...byId.values()] }) };
  };
}

function published({ kty, crv, x, y, kid }: PublicKey): Record<keyof Jwks['keys'][number], unknown> {
  return { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
}

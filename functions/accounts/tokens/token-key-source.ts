import { type CryptoKey, importJWK } from 'jose';
import { isGood, type TokenKey } from './token-keys.ts';

/** The key that a token names, or undefined where there is none. */
export type TokenKeySource = (kid: string) => Promise<CryptoKey | undefined>;

/** Milliseconds after which keys are read again, so that one that was taken away is not believed for long. */
const FRESH = 5 * 60_000;
/** Milliseconds in which keys are read once for tokens that name another: however many name keys that there are not, it costs no more. */
const PAUSE = 2000;

interface Keys {
  readonly at: number;
  readonly byId: ReadonlyMap<string, { readonly kept: TokenKey; readonly key: CryptoKey }>;
}

/**
 * Keeps the keys in memory, and reads them once more for a token that names another: it may be one of this very minute.
 *
 * @param read - every key whose tokens are good
 */
export function createTokenKeySource(
  read: () => Promise<readonly TokenKey[]>,
  now: () => Date,
): TokenKeySource {
  let keys: Keys | undefined;
  let reading: Promise<Keys> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async (kid) => {
    let known = keys;
    const time = now().getTime();
    if (known === undefined || time - known.at > FRESH) known = await readOnce();
    else if (!known.byId.has(kid) && time - lookedAt > PAUSE) {
      lookedAt = time;
      known = await readOnce();
    }
    const found = known.byId.get(kid);
    return found !== undefined && isGood(found.kept, now()) ? found.key : undefined;
  };

  function readOnce(): Promise<Keys> {
    reading ??= importKeys().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function importKeys(): Promise<Keys> {
    const at = now().getTime();
    const entries = (await read()).map(async (kept) => {
      const key = await importJWK(kept.publicKey, 'ES256');
      // Only a secret is bytes.
      if (key instanceof Uint8Array) throw new TypeError('a kept key is not a public key');
      return [kept.publicKey.kid, { kept, key }] as const;
    });
    keys = { at, byId: new Map(await Promise.all(entries)) };
    return keys;
  }
}

import { isGood, type TokenKey, tokenKeySchema, tokenKeysKey, tokenKeysSchema } from '#accounts';
import { type PublicKey, readItem, StaleRecord, type TableHandle, transact } from '#aws';

/** Hours for which tokens of a retired key are accepted. Longer than an instance can still use the key plus a token's lifetime. */
const RETIRED_HOURS = 24;

/**
 * Makes a key the signing key. The previous signing key is retired, and retired keys that have expired are removed.
 *
 * @returns the new list of keys, or undefined if the key already is the signing key
 */
export function withSigningKey(
  keys: readonly TokenKey[],
  publicKey: TokenKey['publicKey'],
  now: Date,
): TokenKey[] | undefined {
  const signing = keys.filter(({ endsAt }) => endsAt === undefined);
  if (signing.length === 1 && signing[0]?.publicKey.kid === publicKey.kid) return undefined;
  const endsAt = new Date(now.getTime() + RETIRED_HOURS * 3600_000).toISOString();
  const others = keys
    .filter((key) => key.publicKey.kid !== publicKey.kid && isGood(key, now))
    .map((key) => ({ endsAt, ...key }));
  return [...others, { publicKey }];
}

/**
 * Returns a reader of the public key of access tokens. Before the first result, it stores the key where all functions that verify
 * tokens find it, so that no token exists before its key is known.
 *
 * @param read - reads the public key from KMS
 */
export function keptTokenKey(
  read: () => Promise<PublicKey>,
  accounts: TableHandle,
  now: () => Date,
): () => Promise<PublicKey> {
  let keeping: Promise<void> | undefined;
  return async () => {
    const key = await read();
    keeping ??= keep(accounts, key, now);
    try {
      await keeping;
    } catch (error) {
      keeping = undefined;
      throw error;
    }
    return key;
  };
}

async function keep(accounts: TableHandle, key: PublicKey, now: () => Date): Promise<void> {
  const { publicKey } = tokenKeySchema.parse({ publicKey: key });
  for (;;) {
    const kept = await readItem(accounts, tokenKeysKey, tokenKeysSchema);
    const keys = withSigningKey(kept?.keys ?? [], publicKey, now());
    if (keys === undefined) return;
    try {
      await put(accounts, keys, kept?.version);
      return;
    } catch (error) {
      // Another instance stored a key at the same time, most likely the same one.
      if (!(error instanceof StaleRecord)) throw error;
    }
  }
}

function put(accounts: TableHandle, keys: TokenKey[], before: number | undefined): Promise<void> {
  const Item = { ...tokenKeysKey, version: (before ?? 0) + 1, keys };
  const condition =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :before',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': before },
        };
  return transact(accounts, [{ Put: { TableName: accounts.name, Item, ...condition } }]);
}

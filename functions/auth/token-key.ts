import { isGood, type TokenKey, tokenKeySchema, tokenKeysKey, tokenKeysSchema } from '#accounts';
import { type PublicKey, readItem, StaleRecord, type TableHandle, transact } from '#aws';

/** Hours for which the tokens of a key are taken that signs no more: longer than any instance that still has it, and its last token. */
const RETIRED_HOURS = 24;

/**
 * The keys after one has begun to sign: the one before it retires, and those that have retired for long are gone.
 *
 * @returns undefined where the key is the one that signs already
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
 * The public half of the key that signs access tokens. Before it is given out for the first time it is stored where every function
 * finds it that verifies tokens: no token is ever there before its key.
 *
 * @param read - from KMS
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
      // Another instance was quicker, most likely with the same key.
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

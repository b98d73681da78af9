import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PublicKey, VaultTable } from '#platform';

/** Beside the tombstones: `pk` as below, `sk` the key's id. What was signed once stays verifiable when its key has retired. */
const PARTITION = 'RECEIPT-KEYS';

const publicKeySchema = z.looseObject({ kid: z.string() });

/** Keeps the public half of a key that is about to sign; kept already is just as well. */
export async function keepReceiptKey(tombstones: VaultTable, key: PublicKey): Promise<void> {
  const Item = { pk: PARTITION, sk: key.kid, publicKey: key };
  await tombstones.client.send(new PutCommand({ TableName: tombstones.name, Item }));
}

/** Every key that ever signed a receipt. They are few: one at a time, and it is replaced by hand. */
export async function keptReceiptKeys(tombstones: VaultTable): Promise<PublicKey[]> {
  const { Items = [] } = await tombstones.client.send(
    new QueryCommand({
      TableName: tombstones.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
      ConsistentRead: true,
    }),
  );
  return z
    .array(z.object({ publicKey: publicKeySchema }))
    .parse(Items)
    .map(({ publicKey }) => publicKey);
}

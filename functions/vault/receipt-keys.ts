import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type PublicKey, queryItems, type TableHandle } from '#aws';

/** Beside the tombstones: `pk` as below, `sk` the key's id. What was signed once stays verifiable when its key has retired. */
const PARTITION = 'RECEIPT-KEYS';

const publicKeySchema = z.object({ publicKey: z.looseObject({ kid: z.string() }) });

/** Keeps the public half of a key that is about to sign; kept already is just as well. */
export async function keepReceiptKey(tombstones: TableHandle, key: PublicKey): Promise<void> {
  const Item = { pk: PARTITION, sk: key.kid, publicKey: key };
  await tombstones.client.send(new PutCommand({ TableName: tombstones.name, Item }));
}

/** Every key that ever signed a receipt or the head of a history, one that has retired too. */
export async function keptReceiptKeys(tombstones: TableHandle): Promise<PublicKey[]> {
  const query = {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PARTITION },
    ConsistentRead: true,
  };
  const kept = await Array.fromAsync(queryItems(tombstones, query, publicKeySchema));
  return kept.map(({ publicKey }) => publicKey);
}

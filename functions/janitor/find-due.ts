import * as z from 'zod';
import { DUE, DUE_INDEX, queryItems } from '#aws';
import type { VaultTable } from '#vault';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
/** The key of an item that is due. */
export type DueKey = z.infer<typeof keySchema>;

/** Lists the keys of all items that are due, oldest due time first. */
export function findDue(table: VaultTable, now: Date): AsyncGenerator<DueKey> {
  const query = {
    IndexName: DUE_INDEX,
    KeyConditionExpression: 'due = :due AND dueAt <= :now',
    ExpressionAttributeValues: { ':due': DUE, ':now': now.toISOString() },
  };
  return queryItems(table, query, keySchema);
}

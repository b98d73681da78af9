import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TableHandle } from '#aws';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
/** Deletions under way at the same time. */
const AT_ONCE = 10;

/**
 * Deletes the items of a partition, but those that are to stay.
 *
 * @param hasTime - asked before each few items but the first: every call gets something done
 * @returns whether none is left
 */
export async function deleteItems(
  table: TableHandle,
  pk: string,
  hasTime: () => boolean,
  stays: (sk: string) => boolean = () => false,
): Promise<boolean> {
  let isFirst = true;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk',
        ProjectionExpression: 'pk, sk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      }),
    );
    const keys = z
      .array(keySchema)
      .parse(page.Items ?? [])
      .filter(({ sk }) => !stays(sk));
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      if (!isFirst && !hasTime()) return false;
      isFirst = false;
      const deleting = keys
        .slice(start, start + AT_ONCE)
        .map((Key) => table.client.send(new DeleteCommand({ TableName: table.name, Key })));
      await Promise.all(deleting);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return true;
}

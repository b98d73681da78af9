import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DUE, DUE_INDEX, type VaultTable } from '#platform';

const keySchema = z.object({ pk: z.string(), sk: z.string() });
/** The key of an item that is due. */
export type DueKey = z.infer<typeof keySchema>;

/** Walks through everything that is due, the longest overdue first, a page at a time. */
export async function* findDue(table: VaultTable, now: Date): AsyncGenerator<DueKey> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: DUE_INDEX,
        KeyConditionExpression: 'due = :due AND dueAt <= :now',
        ExpressionAttributeValues: { ':due': DUE, ':now': now.toISOString() },
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      }),
    );
    yield* z.array(keySchema).parse(page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TableHandle } from './table.ts';

/**
 * Everything that a query finds, in order, however many pages that takes; a page is only asked for when somebody wants what is
 * on it.
 *
 * @throws ZodError for an item that is not as `schema` says
 */
export async function* queryItems<S extends z.ZodType>(
  table: TableHandle,
  query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>,
  schema: S,
): AsyncGenerator<z.output<S>> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.client.send(
      new QueryCommand({
        ...query,
        TableName: table.name,
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      }),
    );
    yield* z.array(schema).parse(page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

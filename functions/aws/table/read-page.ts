import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TableHandle } from './table.ts';

/** A part of what a query finds. */
export interface Page<T> {
  readonly items: T[];
  /** Whether others follow. */
  readonly isMore: boolean;
}

/**
 * Reads a page of what a query finds, in its order.
 *
 * @param limit - items on it, at most
 * @throws ZodError for an item that is not as `schema` says
 */
export async function readPage<S extends z.ZodType>(
  table: TableHandle,
  query: Omit<QueryCommandInput, 'TableName' | 'Limit'>,
  schema: S,
  limit: number,
): Promise<Page<z.output<S>>> {
  // One more: DynamoDB says of a page that is full only that there may be others.
  const page = await table.client.send(
    new QueryCommand({ ...query, TableName: table.name, Limit: limit + 1 }),
  );
  const items = z.array(schema).parse(page.Items ?? []);
  return {
    items: items.slice(0, limit),
    isMore: items.length > limit || page.LastEvaluatedKey !== undefined,
  };
}

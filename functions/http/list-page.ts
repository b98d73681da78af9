import type * as z from 'zod';
import { type ItemKey, type Page, readPage, type TableHandle } from '#aws';
import { idOfCursor } from './cursor.ts';

/** What a list is of. */
interface List<S> {
  /** The key of the item with an id; that of the empty id is what all of them begin with. */
  readonly keyOf: (id: string) => ItemKey;
  readonly schema: S;
  /** The attributes to read, where not all of them are wanted. */
  readonly projection?: {
    readonly ProjectionExpression: string;
    readonly ExpressionAttributeNames: Record<string, string>;
  };
}

/**
 * Reads a page of a list, newest first.
 *
 * @param cursor - of the page, undefined for the first
 * @throws Problem `invalid_request` for what is no cursor of ours
 */
export async function listPage<S extends z.ZodType>(
  table: TableHandle,
  { keyOf, schema, projection }: List<S>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<z.output<S>>> {
  const { pk, sk } = keyOf('');
  const after = idOfCursor(cursor);
  const query = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ...projection,
    ScanIndexForward: false,
    ConsistentRead: true,
    ...(after !== undefined && { ExclusiveStartKey: { ...keyOf(after) } }),
  };
  return readPage(table, query, schema, limit);
}

import { idSchema, Problem } from '#contract';

/**
 * Where a page begins, for a query of DynamoDB.
 *
 * @param cursor - as `nextCursor` made it; undefined for the first page
 * @param keyOf - the key of the item with an id
 * @throws Problem `invalid_request` for what is no cursor of ours
 */
export function pageStart(
  cursor: string | undefined,
  keyOf: (id: string) => Record<string, string>,
): { ExclusiveStartKey?: Record<string, string> } {
  const id = idOfCursor(cursor);
  return id === undefined ? {} : { ExclusiveStartKey: keyOf(id) };
}

/**
 * The id after which a page begins.
 *
 * @throws Problem `invalid_request` for what is no cursor of ours
 */
export function idOfCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = idSchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!id.success)
    throw new Problem('invalid_request', {
      errors: [{ field: 'query/cursor', message: 'not a cursor of ours' }],
    });
  return id.data;
}

/** The cursor of the page that follows the item with an id; undefined where none follows. */
export function nextCursor(isMore: boolean, lastId: string | undefined): string | undefined {
  return isMore && lastId !== undefined ? Buffer.from(lastId).toString('base64url') : undefined;
}

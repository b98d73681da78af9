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
  if (cursor === undefined) return {};
  const id = idSchema.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!id.success)
    throw new Problem('invalid_request', {
      errors: [{ field: 'query/cursor', message: 'not a cursor of ours' }],
    });
  return { ExclusiveStartKey: keyOf(id.data) };
}

/**
 * The cursor of the page that follows, where there is one.
 *
 * @param lastKey - what DynamoDB says about where it stopped
 * @param lastId - the id of the page's last item
 */
export function nextCursor(lastKey: object | undefined, lastId: string | undefined): { nextCursor?: string } {
  return lastKey === undefined || lastId === undefined
    ? {}
    : { nextCursor: Buffer.from(lastId).toString('base64url') };
}

import type { Page } from '#aws';
import { idSchema, Problem } from '#contract';

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
      errors: [{ field: 'query/cursor', message: 'not a cursor of this API' }],
    });
  return id.data;
}

/** What a list says of the page that follows; nothing where none does. */
export function cursorAfter({ items, isMore }: Page<{ readonly id: string }>): { nextCursor?: string } {
  const last = items.at(-1);
  return isMore && last !== undefined ? { nextCursor: Buffer.from(last.id).toString('base64url') } : {};
}

import { cursorAfter, listPage, type RouteHandlers } from '#http';
import { readProgress, vaultKeys } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { hasPrefix } from './name-prefix.ts';
import { fileView, type ListedFile, listedFields, listedFileSchema } from './views.ts';

/** A search request reads at most READS pages of RECORDS records. */
const READS = 4;
const RECORDS = 250;

/**
 * Lists the caller's files, newest first. The cost of a page does not depend on the number of files. A page of a search can
 * be short or empty and still have a next page.
 */
export function listFilesRoute({ table }: FilesDependencies): RouteHandlers<'files'>['listFiles'] {
  return async ({ query: { limit, cursor, status, q }, principal }) => {
    const owner = principal.user;
    const isSearch = status !== undefined || q !== undefined;
    const isWanted = (file: ListedFile) =>
      (status === undefined || file.status === status) && (q === undefined || hasPrefix(file.name, q));
    const keyOf = (id: string) => vaultKeys.file(owner, id);
    const list = { keyOf, schema: listedFileSchema, projection: listedFields };
    const found: ListedFile[] = [];
    let next: { nextCursor?: string } = cursor === undefined ? {} : { nextCursor: cursor };
    for (let reads = 0; reads < (isSearch ? READS : 1); reads += 1) {
      const from = { limit: isSearch ? RECORDS : limit, cursor: next.nextCursor };
      const { items, isMore } = await listPage(table, list, from);
      const wanted = items.filter(isWanted).slice(0, limit - found.length);
      found.push(...wanted);
      const isFull = found.length === limit;
      // A full page ends at its last file, even if more records were read.
      const end = isFull ? items.findIndex(({ id }) => id === wanted.at(-1)?.id) + 1 : items.length;
      next = cursorAfter({ items: items.slice(0, end), isMore: isMore || end < items.length });
      if (isFull || next.nextCursor === undefined) break;
    }
    const moving = found.filter((file) => file.status === 'encrypting').map(({ id }) => id);
    const progress = await readProgress(table, owner, moving);
    const items = found.map((file) => fileView(file, progress.get(file.id)));
    return { body: { items, ...next } };
  };
}

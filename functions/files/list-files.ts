import { cursorAfter, listPage, type RouteHandlers } from '#http';
import { readProgress, vaultKeys } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { beginsWith } from './name-prefix.ts';
import { fileView, type ListedFile, listedFields, listedFileSchema } from './views.ts';

/** What a search reads in one request at most: so many times so many records. */
const READS = 4;
const RECORDS = 250;

/**
 * Lists the caller's files, newest first. A page costs the same whether there are ten files or ten thousand; one of a search may
 * be short, or have nothing on it, and go on all the same.
 */
export function listFilesRoute({ table }: FilesDependencies): RouteHandlers<'files'>['listFiles'] {
  return async ({ query: { limit, cursor, status, q }, principal }) => {
    const owner = principal.user;
    const isSearch = status !== undefined || q !== undefined;
    const isWanted = (file: ListedFile) =>
      (status === undefined || file.status === status) && (q === undefined || beginsWith(file.name, q));
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
      // A full page ends at its last file, though more was read.
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

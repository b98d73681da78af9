import { cursorAfter, listPage, type RouteHandlers } from '#http';
import { ownFile, shareRecordSchema, vaultKeys } from '#vault';
import type { ShareDependencies } from './dependencies.ts';
import { shareView } from './share-view.ts';

/** Lists the shares of a file, newest first. A share that has ended is listed for another week. */
export function listSharesRoute({ table, now }: ShareDependencies): RouteHandlers<'shares'>['listShares'] {
  return async ({ params, query, principal }) => {
    const file = await ownFile(table, principal.user, params.id);
    const keyOf = (id: string) => vaultKeys.share(file.id, id);
    const page = await listPage(table, { keyOf, schema: shareRecordSchema }, query);
    const items = page.items.map((record) => shareView(record, now()));
    return { body: { items, ...cursorAfter(page) } };
  };
}

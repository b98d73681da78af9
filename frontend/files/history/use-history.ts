import { useQuery } from '@tanstack/react-query';
import type { History, HistoryItem } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useCall } from '../../session/session-context.tsx';

const PAGE = 100;

/**
 * All that happened to a file, and the signed head.
 *
 * @param state - whatever changes when something has happened: then it is asked for anew
 */
export function useHistory(id: string, state: string) {
  const call = useCall();
  return useQuery({
    queryKey: fileKeys.history(id, state),
    queryFn: async ({ signal }): Promise<History> => {
      const items: HistoryItem[] = [];
      let page: History | undefined;
      do {
        const query = { limit: PAGE, ...(page?.nextCursor !== undefined && { cursor: page.nextCursor }) };
        page = await call('getHistory', { params: { id }, query }, { signal });
        items.push(...page.items);
      } while (page.nextCursor !== undefined);
      return { items, ...(page.head !== undefined && { head: page.head }) };
    },
    // What is shown stays until there is something newer.
    placeholderData: (previous) => previous,
  });
}

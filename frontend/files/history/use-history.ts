import { useQuery } from '@tanstack/react-query';
import type { History, HistoryItem } from '#contract';
import { fileKeys } from '../../api/query-keys.ts';
import { useCall } from '../../session/session-context.tsx';

const PAGE = 100;

/**
 * The whole history of a file, with its signed head.
 *
 * @param state - changes whenever the history may have changed; it is then loaded again
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
    // The previous history stays visible while the next one loads.
    placeholderData: (previous) => previous,
  });
}

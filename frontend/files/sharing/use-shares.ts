import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fileKeys } from '../../api/query-keys.ts';
import { useCall } from '../../session/session-context.tsx';

const PAGE = 50;

/** The share links of a file, newest first. */
export function useShares(fileId: string, enabled: boolean) {
  const call = useCall();
  const query = useInfiniteQuery({
    queryKey: fileKeys.shares(fileId),
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'listShares',
        {
          params: { id: fileId },
          query: { limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) },
        },
        { signal },
      ),
    getNextPageParam: (last) => last.nextCursor,
  });
  const shares = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return { ...query, shares };
}

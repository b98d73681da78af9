import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { File as VaultFile } from '#contract';
import { fileKeys } from '../api/query-keys.ts';
import { useCall } from '../session/session-context.tsx';
import { useArrivedUploads } from '../uploads/uploads-context.tsx';
import { type FileFilter, isFiltering, NO_FILTER } from './list/list-filter.tsx';
import { isMoving, pollDelay, stageOf } from './stage/stage.ts';

const PAGE = 30;
/** How long an upload that this tab does not send is watched: its bytes may have arrived just before a reload. */
const WATCHED_MS = 120_000;

/** One file with all its properties; polled while the server is working on it. */
export function useFile(id: string) {
  const call = useCall();
  const arrived = useArrivedUploads();
  return useQuery({
    queryKey: fileKeys.one(id),
    queryFn: ({ signal }) => call('getFile', { params: { id } }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isMoving(stageOf(data, arrived.has(id) ? 'arrived' : 'interrupted'))
        ? pollDelay(0)
        : false,
  });
}

/** The files of the vault that match a filter, newest first; polled while the server is working on one of them. */
export function useFiles(filter: FileFilter = NO_FILTER, enabled = true) {
  const call = useCall();
  const arrived = useArrivedUploads();
  const changed = useRef<{ data: unknown; at: number }>({ data: undefined, at: 0 });

  const query = useInfiniteQuery({
    queryKey: isFiltering(filter) ? [...fileKeys.list, filter] : fileKeys.list,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'listFiles',
        {
          query: {
            limit: PAGE,
            ...(pageParam !== undefined && { cursor: pageParam }),
            ...(filter.q.trim() !== '' && { q: filter.q }),
            ...(filter.status !== undefined && { status: filter.status }),
          },
        },
        { signal },
      ),
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state: { data } }) => {
      const now = Date.now();
      // Equal answers keep their identity (structural sharing).
      if (changed.current.data !== data) changed.current = { data, at: now };
      const moving = data?.pages.some((page) => page.items.some((file) => isWatched(file, arrived, now)));
      return moving ? pollDelay(now - changed.current.at) : false;
    },
  });

  const files = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  // A page of a search can be empty although more pages follow.
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const isEmptySoFar = isFiltering(filter) && files.length === 0 && hasNextPage && !isFetching;
  useEffect(() => {
    if (isEmptySoFar) void fetchNextPage();
  }, [isEmptySoFar, fetchNextPage]);
  return { ...query, files };
}

function isWatched(file: VaultFile, arrived: ReadonlySet<string>, now: number): boolean {
  if (isMoving(stageOf(file, arrived.has(file.id) ? 'arrived' : 'interrupted'))) return true;
  return file.status === 'uploading' && now - Date.parse(file.createdAt) < WATCHED_MS;
}

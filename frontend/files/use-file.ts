import { useQuery } from '@tanstack/react-query';
import { fileKeys } from '../api/query-keys.ts';
import { useCall } from '../session/session-context.tsx';
import { useUploadEngine } from '../uploads/uploads-context.tsx';
import { isMoving, pollDelay, stageOf } from './stage/stage.ts';

/** One file with all that is known of it; asked for again while the server is at work on it. */
export function useFile(id: string) {
  const call = useCall();
  const { arrived } = useUploadEngine();
  return useQuery({
    queryKey: fileKeys.one(id),
    queryFn: ({ signal }) => call('getFile', { params: { id } }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isMoving(stageOf(data, arrived.has(id) ? 'arrived' : 'interrupted'))
        ? pollDelay(0)
        : false,
  });
}

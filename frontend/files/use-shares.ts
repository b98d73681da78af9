import { useQuery } from '@tanstack/react-query';
import { fileKeys } from '../api/query-keys.ts';
import { useCall } from '../session/session-context.tsx';

/** The links to a file, newest first: more than anybody hands out, and no more. */
export function useShares(fileId: string, enabled: boolean) {
  const call = useCall();
  return useQuery({
    queryKey: fileKeys.shares(fileId),
    queryFn: async ({ signal }) =>
      (await call('listShares', { params: { id: fileId }, query: { limit: 100 } }, { signal })).items,
    enabled,
  });
}

import { useQuery } from '@tanstack/react-query';
import { configKey } from '../api/query-keys.ts';
import { useCall } from './session-context.tsx';

/** What the vault accepts and who can register. Does not change while the page is open. */
export function useConfig() {
  const call = useCall();
  return useQuery({
    queryKey: configKey,
    queryFn: ({ signal }) => call('config', {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

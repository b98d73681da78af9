import { useQuery } from '@tanstack/react-query';
import { useCall } from '../session/session-context.tsx';
import { configKey } from './query-keys.ts';

/** What the vault accepts and who may register; does not change while the page is open. */
export function useConfig() {
  const call = useCall();
  return useQuery({
    queryKey: configKey,
    queryFn: ({ signal }) => call('config', {}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

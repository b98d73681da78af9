import { useQuery } from '@tanstack/react-query';
import { accountKeys } from '../api/query-keys.ts';
import { useCall } from './session-context.tsx';

/** The account of whoever is signed in: what it takes up, and whether it is an administrator's. */
export function useMe() {
  const call = useCall();
  return useQuery({ queryKey: accountKeys.me, queryFn: ({ signal }) => call('getMe', {}, { signal }) });
}

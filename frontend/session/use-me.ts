import { useQuery } from '@tanstack/react-query';
import { accountKeys } from '../api/query-keys.ts';
import { useCall } from './session-context.tsx';

/** The account that is signed in: its storage, and whether it is an administrator. */
export function useMe() {
  const call = useCall();
  return useQuery({ queryKey: accountKeys.me, queryFn: ({ signal }) => call('getMe', {}, { signal }) });
}

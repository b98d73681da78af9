import { useQuery } from '@tanstack/react-query';
import { heldUploads } from './sending/upload-locks.ts';

const NONE: ReadonlySet<string> = new Set();

/** Ids of files that some tab of this browser is sending; looked up only while there is something to tell apart. */
export function useHeldUploads(wanted: boolean): ReadonlySet<string> {
  const { data = NONE } = useQuery({
    queryKey: ['held-uploads'],
    queryFn: heldUploads,
    enabled: wanted,
    refetchInterval: 3000,
    networkMode: 'always',
  });
  return data;
}

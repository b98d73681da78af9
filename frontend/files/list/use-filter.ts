import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { fileStatuses } from '#contract';
import { type FileFilter, LONGEST_SEARCH } from './list-filter.tsx';

/**
 * The filter in the address, as `?q=` and `?status=`, so that a reload and the way back from a file show the same list.
 * Typing replaces the history entry: going back leaves the list, not the last letter.
 */
export function useFilter(): [FileFilter, (filter: FileFilter) => void] {
  const [params, setParams] = useSearchParams();
  const q = (params.get('q') ?? '').slice(0, LONGEST_SEARCH);
  const status = fileStatuses.find((known) => known === params.get('status'));
  const filter = useMemo(() => ({ q, status }), [q, status]);

  function change(next: FileFilter): void {
    const named = { ...(next.q !== '' && { q: next.q }), ...(next.status && { status: next.status }) };
    setParams(named, { replace: true });
  }
  return [filter, change];
}

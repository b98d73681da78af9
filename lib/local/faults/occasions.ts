import type { CallRule } from './fault-rule.ts';

/** Decides for each matching call in turn whether it gets the fault. */
export type Occasions = () => boolean;

/** @param now - milliseconds since the epoch */
export function occasionsOf(
  { nth, every, forSeconds }: Pick<CallRule, 'nth' | 'every' | 'forSeconds'>,
  now: () => number,
): Occasions {
  let count = 0;
  let first: number | undefined;
  return () => {
    count += 1;
    first ??= now();
    if (nth !== undefined) return count === nth;
    if (every !== undefined) return count % every === 0;
    if (forSeconds !== undefined) return now() < first + forSeconds * 1000;
    return true;
  };
}

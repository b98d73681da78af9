import * as z from 'zod';
import { readItem, type TableHandle } from '../table/table.ts';

/** The one item with everything that is counted, in the table `Metrics`: a number for each series. */
export const COUNTERS = { pk: 'COUNTERS', sk: 'COUNTERS' } as const;

const countersSchema = z
  .looseObject({ pk: z.string(), sk: z.string() })
  .transform(({ pk, sk, ...numbers }) => z.record(z.string(), z.number()).parse(numbers));

/**
 * The attribute that a series is stored under.
 *
 * @param part - of a histogram: `sum`, or `le=BOUND` for what is in that bucket and in none below
 */
export function seriesKey(name: string, label: string | undefined, part?: string): string {
  return [name, label, part].filter((step) => step !== undefined).join('|');
}

/** Everything that was counted, by `seriesKey`. */
export async function readCounters(table: TableHandle): Promise<Readonly<Record<string, number>>> {
  return (await readItem(table, COUNTERS, countersSchema)) ?? {};
}

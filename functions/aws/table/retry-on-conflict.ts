import { Problem } from '#contract';
import { backOff, StaleRecord } from './table.ts';

/** How often something else may happen to the file at the same time. */
const TRIES = 8;

/**
 * Does something to a file that reads it first, and again, after a pause, where something else has happened to it in between.
 *
 * @throws Problem `conflict` where that never ends
 */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (cause) {
      if (!(cause instanceof StaleRecord)) throw cause;
      if (tried === TRIES) throw new Problem('conflict', { cause });
      await backOff(tried);
    }
  }
}

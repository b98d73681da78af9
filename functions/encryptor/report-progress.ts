import { writeProgress } from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';

/** Milliseconds between two writes of progress. */
const PAUSE = 1000;

/** Counts bytes that are done. */
export type ProgressReporter = (bytes: number) => Promise<void>;

/**
 * Reports how far the work on a file or an operation is, once a second at most. Progress that could not be written disturbs
 * nobody: the work goes on.
 *
 * @param total - bytes
 */
export function createProgressReporter(
  { table, now, logger }: EncryptorDependencies,
  owner: string,
  subject: string,
  total: number,
): ProgressReporter {
  let done = 0;
  let writtenAt = 0;
  return async (bytes) => {
    done += bytes;
    const at = now();
    if (at.getTime() - writtenAt < PAUSE) return;
    writtenAt = at.getTime();
    try {
      await writeProgress(table, owner, subject, Math.min(1, done / total), at);
    } catch (error) {
      logger.warn('Progress was not written', error instanceof Error ? error : new Error(String(error)));
    }
  };
}

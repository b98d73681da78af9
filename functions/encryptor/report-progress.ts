import { addProgress } from '#vault';
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
  let bytes = 0;
  let writtenAt = now().getTime();
  return async (more) => {
    bytes += more;
    const at = now();
    if (at.getTime() - writtenAt < PAUSE) return;
    writtenAt = at.getTime();
    const written = bytes;
    bytes = 0;
    try {
      await addProgress(table, owner, subject, { bytes: written, total }, at);
    } catch (error) {
      logger.warn('Progress was not written', error instanceof Error ? error : new Error(String(error)));
    }
  };
}

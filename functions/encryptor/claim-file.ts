import { type FileRecord, leaseFile, leaseFrom, updateFile } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { claiming, type Lease, requireFree } from './lease.ts';
import { Hopeless } from './outcomes.ts';

/** How often work is taken up before it is given up: whatever kills its worker does so every time. */
export const MOST_ATTEMPTS = 10;

/**
 * Takes up the work on a file. Every claim has a number of its own, and every write after it carries that number: a worker
 * that was replaced can do no more harm.
 *
 * @param record - `queued`, or `encrypting` by a worker that may be gone
 * @throws Busy where another worker's lease has not ended, or another worker was quicker
 */
export async function claimFile(
  { table, leaseTimes, now }: EncryptorDependencies,
  record: FileRecord,
): Promise<FileRecord> {
  const at = now();
  requireFree(record.lease, at);
  return claiming(at, leaseTimes, () => leaseFile(table, record, { at, times: leaseTimes }));
}

/** The lease that a claim has brought. */
export function leaseOnFile({ table, leaseTimes, now }: EncryptorDependencies, claimed: FileRecord): Lease {
  return {
    async renew() {
      await updateFile(table, claimed, { set: leaseFrom(now(), leaseTimes) });
    },
    async release() {
      await updateFile(table, claimed, { remove: ['lease'] });
    },
  };
}

/** @throws Hopeless where the work was taken up too often without coming to an end */
export function requireHope({ attempts }: { readonly attempts: number }): void {
  if (attempts > MOST_ATTEMPTS) throw new Hopeless('processing_failed');
}

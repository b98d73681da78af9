import { after, type FileRecord, lookAgain, recordEvent, updateFile } from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';
import { LEASE } from './lease.ts';
import { Busy } from './outcomes.ts';

/** The moments that a lease sets: its own end, and when the janitor looks whether it ended without its work being done. */
export function leaseFrom(now: Date): { lease: { until: string }; dueAt: string } {
  return { lease: { until: after(now, LEASE) }, dueAt: after(now, LEASE + lookAgain.lease) };
}

/**
 * Takes up the work on a file. Every claim has a number of its own, and every write after it carries that number: a worker
 * that was replaced can do no more harm.
 *
 * @param record - `queued`, or `encrypting` by a worker that may be gone
 * @throws Busy where another worker's lease has not ended
 * @throws StaleRecord where another worker was quicker
 */
export async function claimFile(
  { table, now }: EncryptorDependencies,
  record: FileRecord,
): Promise<FileRecord> {
  const at = now();
  const held = record.lease === undefined ? undefined : new Date(record.lease.until);
  if (held !== undefined && held > at) throw new Busy(held);
  const set = { status: 'encrypting', fence: record.fence + 1, ...leaseFrom(at) } as const;
  if (record.status === 'encrypting') return updateFile(table, record, { set });
  return recordEvent(
    table,
    record,
    { set },
    { type: 'encryption-started', at: at.toISOString(), actor: 'encryptor' },
  );
}

import * as z from 'zod';
import { change, putNew, type RecordChanges, readItem, type TableHandle, transact, type Write } from '#aws';
import { idSchema } from '#contract';
import { leaseSchema } from './file-record.ts';

/** A re-wrap of all file keys, as stored in the table `Jobs`: `pk` `REWRAP`, `sk` its id. */
export const rewrapRecordSchema = z.object({
  id: idSchema,
  keyArn: z.string(),
  status: z.enum(['queued', 'running', 'done', 'failed']),
  /** The administrator who asked for it. */
  startedBy: idSchema,
  createdAt: z.string(),
  endedAt: z.string().optional(),
  /** Counts who has taken up the work; a writer whose number is not the newest has been replaced. */
  fence: z.number().int(),
  lease: leaseSchema.optional(),
  /** File keys that there were at the beginning; absent until they were counted. */
  total: z.number().int().optional(),
  /** File keys that are under the target. */
  done: z.number().int(),
  failed: z.number().int(),
  /** The first that failed. */
  failures: z.array(z.object({ fileId: z.string(), code: z.string() })),
  /** The last row that was looked at. */
  cursor: z.string().optional(),
});
export type RewrapRecord = z.infer<typeof rewrapRecordSchema>;

const runningSchema = z.object({ id: idSchema });

const recordKey = (id: string) => ({ pk: 'REWRAP', sk: id });
/** Names the one re-wrap that has not ended: two with different targets would never come to an end of each other. */
const runningKey = { pk: 'REWRAP', sk: 'RUNNING' };

export function readRewrap(jobs: TableHandle, id: string): Promise<RewrapRecord | undefined> {
  return readItem(jobs, recordKey(id), rewrapRecordSchema);
}

/** The re-wrap that has not ended, or undefined where there is none. */
export async function runningRewrap(jobs: TableHandle): Promise<RewrapRecord | undefined> {
  const running = await readItem(jobs, runningKey, runningSchema);
  return running === undefined ? undefined : readRewrap(jobs, running.id);
}

/** @throws StaleRecord where another has not ended */
export async function createRewrap(jobs: TableHandle, record: RewrapRecord): Promise<void> {
  await transact(jobs, [
    putNew(jobs, recordKey(record.id), record),
    putNew(jobs, runningKey, { id: record.id }),
  ]);
}

/**
 * Changes a re-wrap; one that ends with the change makes room for another.
 *
 * @throws StaleRecord where somebody else has taken up the work since `record` was read
 */
export async function changeRewrap(
  jobs: TableHandle,
  record: RewrapRecord,
  changes: RecordChanges<RewrapRecord>,
): Promise<RewrapRecord> {
  const expected = { fence: record.fence, status: record.status };
  const writes: Write[] = [change(jobs, recordKey(record.id), changes, expected)];
  if (changes.set?.endedAt !== undefined) writes.push({ Delete: { TableName: jobs.name, Key: runningKey } });
  await transact(jobs, writes);
  const removed = Object.fromEntries((changes.remove ?? []).map((name) => [name, undefined]));
  return rewrapRecordSchema.parse({ ...record, ...changes.set, ...removed });
}

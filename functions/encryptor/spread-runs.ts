import * as z from 'zod';
import {
  after,
  bytesSchema,
  change,
  putNew,
  queryItems,
  readItem,
  transact,
  updateItem,
  type Write,
} from '#aws';
import { vaultKeys } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { claiming, type Lease, requireFree } from './lease.ts';
import type { WrittenPart } from './multipart-object.ts';
import type { Part } from './plan-parts.ts';

/** Seconds for which a run's trace is kept. */
const KEPT_FOR = 30 * 24 * 3600;

const writtenPartSchema = z.object({
  number: z.number(),
  etag: z.string(),
  checksum: z.string(),
  size: z.number(),
});

/** One run of spread work, as stored: `pk` `OWNER#owner`, `sk` `RUN#spread#number`. */
const runSchema = z.object({
  number: z.number().int(),
  done: z.boolean(),
  fence: z.number().int(),
  lease: z.object({ until: z.string() }).optional(),
  /** The parts that this run has written, once it is done. */
  parts: z.array(writtenPartSchema).optional(),
  /** How far a fingerprint is: bytes, and the state of the hash after them. */
  checkpoint: z.object({ offset: z.number().int(), state: bytesSchema }).optional(),
});
export type Run = z.infer<typeof runSchema>;

/** The number of the run that computes a file's fingerprint. */
export const FINGERPRINT = 0;

/** Which work a run is part of. */
export interface RunReference {
  readonly owner: string;
  readonly spread: string;
  readonly number: number;
}

/** The parts that one run takes. */
export function partsOfRun(parts: readonly Part[], partsPerRun: number, number: number): Part[] {
  return parts.slice((number - 1) * partsPerRun, number * partsPerRun);
}

/** How many parts a run takes, so that it is about as much as one invocation should take at a time. */
export function partsPerRun(run: number, partSize: number): number {
  return Math.max(1, Math.floor(run / partSize));
}

/**
 * Takes up a run. Whoever takes it up has a number of his own; whoever had it before can do no more harm.
 *
 * @returns the run; it may be done already
 * @throws Busy where another worker is at it
 */
export async function claimRun(dependencies: EncryptorDependencies, reference: RunReference): Promise<Run> {
  const { table, leaseTimes, now } = dependencies;
  const key = vaultKeys.run(reference.owner, reference.spread, reference.number);
  const at = now();
  const lease = { until: after(at, leaseTimes.lease) };
  const existing = await readItem(table, key, runSchema);
  if (existing?.done === true) return existing;
  requireFree(existing?.lease, at);
  if (existing !== undefined) {
    const claimed = { ...existing, fence: existing.fence + 1, lease };
    const changes = { set: { fence: claimed.fence, lease } };
    await claiming(at, leaseTimes, () =>
      updateItem(table, key, changes, { fence: existing.fence, done: false }),
    );
    return claimed;
  }
  const run: Run = { number: reference.number, done: false, fence: 1, lease };
  const expires = Math.floor(at.getTime() / 1000) + KEPT_FOR;
  await claiming(at, leaseTimes, () => transact(table, [putNew(table, key, { ...run, expires })]));
  return run;
}

/** Changes a run that this worker has taken up. */
export async function updateRun(
  { table }: EncryptorDependencies,
  { owner, spread }: RunReference,
  run: Run,
  changes: { readonly set?: Partial<Run>; readonly remove?: readonly (keyof Run)[] },
): Promise<void> {
  await updateItem(table, vaultKeys.run(owner, spread, run.number), changes, {
    fence: run.fence,
    done: false,
  });
}

/**
 * Ends a part range and counts it down in its file or operation, in one transaction: it counts once, however often its work item is
 * delivered.
 *
 * @param countDown - the write that counts down
 * @throws StaleRecord if another worker has taken the part range, or the file or operation went on without it
 */
export async function finishRun(
  { table }: EncryptorDependencies,
  { owner, spread }: RunReference,
  run: Run,
  result: Pick<Run, 'parts'>,
  countDown: Write,
): Promise<void> {
  const changes = { set: { ...result, done: true }, remove: ['lease', 'checkpoint'] as const };
  const expected = { fence: run.fence, done: false };
  const key = vaultKeys.run(owner, spread, run.number);
  await transact(table, [change<Run>(table, key, changes, expected), countDown]);
}

/** Every run of spread work that somebody has taken up, in order. */
export async function readRuns(
  { table }: EncryptorDependencies,
  owner: string,
  spread: string,
): Promise<Run[]> {
  const { pk, sk } = vaultKeys.run(owner, spread, 0);
  const query = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk.slice(0, -5) },
    ConsistentRead: true,
  };
  return Array.fromAsync(queryItems(table, query, runSchema));
}

/** The parts that all runs have written, in order. */
export function partsOfRuns(runs: readonly Run[]): WrittenPart[] {
  return runs.flatMap(({ parts }) => parts ?? []);
}

/** The lease that taking up a run has brought. */
export function leaseOnRun(dependencies: EncryptorDependencies, reference: RunReference, run: Run): Lease {
  return {
    async renew() {
      await updateRun(dependencies, reference, run, {
        set: { lease: { until: after(dependencies.now(), dependencies.leaseTimes.lease) } },
      });
    },
    async release() {
      await updateRun(dependencies, reference, run, { remove: ['lease'] });
    },
  };
}

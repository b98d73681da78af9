import { after } from '#aws';
import { changeRewrap, type RewrapRecord, readRewrap } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';
import { countKeys, readKeyPage } from './key-pages.ts';
import { type Outcome, rewrapRow } from './rewrap-row.ts';

/** Milliseconds that must remain to start another page. */
const MIN_TIME_LEFT = 20_000;
/** Concurrent KMS calls. The whole account shares one quota (AWS KMS Developer Guide, "Request quotas"). */
const CONCURRENCY = 8;
/** Maximum number of failures in the record. All failures are counted. */
const MAX_LISTED_FAILURES = 100;

/**
 * Continues a re-wrap page by page. When little time is left, sends a new work item for another invocation. If a work item is
 * delivered twice, the second worker finds the lease of the first and returns.
 *
 * @param timeLeft - returns the milliseconds that the invocation has left
 * @throws StaleRecord if another worker has taken the lease
 */
export async function rewrapKeys(
  dependencies: RewrapperDependencies,
  id: string,
  timeLeft: () => number,
): Promise<void> {
  const { jobs, sendRewrap, leaseTimes, now } = dependencies;
  const leaseFromNow = () => ({ until: after(now(), leaseTimes.lease) });
  const found = await readRewrap(jobs, id);
  if (found === undefined || found.endedAt !== undefined) return;
  if (found.lease !== undefined && new Date(found.lease.until) > now()) return;
  let record = await changeRewrap(jobs, found, {
    set: { status: 'running', fence: found.fence + 1, lease: leaseFromNow() },
  });
  if (record.total === undefined) {
    const total = await countKeys(dependencies);
    record = await changeRewrap(jobs, record, { set: { total, lease: leaseFromNow() } });
  }
  for (;;) {
    const { rows, cursor } = await readKeyPage(dependencies, record.cursor);
    const outcomes = new Map<string, Outcome>();
    for (let start = 0; start < rows.length; start += CONCURRENCY) {
      await Promise.all(
        rows.slice(start, start + CONCURRENCY).map(async (row) => {
          outcomes.set(row.pk, await rewrapRow(dependencies, row, record.keyArn));
        }),
      );
    }
    const counted = count(record, outcomes);
    if (cursor === undefined) {
      await changeRewrap(jobs, record, {
        set: { ...counted, status: 'done', endedAt: now().toISOString() },
        remove: ['lease', 'cursor'],
      });
      return;
    }
    if (timeLeft() < MIN_TIME_LEFT) {
      await changeRewrap(jobs, record, { set: { ...counted, cursor }, remove: ['lease'] });
      await sendRewrap({ rewrap: id });
      return;
    }
    record = await changeRewrap(jobs, record, { set: { ...counted, cursor, lease: leaseFromNow() } });
  }
}

/** Marks a re-wrap as failed after its last delivery. Keys that are re-wrapped stay so, and a new re-wrap can start. */
export async function giveUpRewrap({ jobs, now }: RewrapperDependencies, id: string): Promise<void> {
  const record = await readRewrap(jobs, id);
  if (record === undefined || record.endedAt !== undefined) return;
  await changeRewrap(jobs, record, {
    set: { status: 'failed', endedAt: now().toISOString() },
    remove: ['lease', 'cursor'],
  });
}

function count(
  record: RewrapRecord,
  outcomes: ReadonlyMap<string, Outcome>,
): Pick<RewrapRecord, 'done' | 'failed' | 'failures'> {
  const failures = [...outcomes].flatMap(([fileId, outcome]) =>
    outcome.kind === 'failed' ? [{ fileId, code: outcome.code }] : [],
  );
  const done = [...outcomes.values()].filter(({ kind }) => kind === 'done').length;
  return {
    done: record.done + done,
    failed: record.failed + failures.length,
    failures: [...record.failures, ...failures].slice(0, MAX_LISTED_FAILURES),
  };
}

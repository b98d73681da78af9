import { after } from '#aws';
import { changeRewrap, type RewrapRecord, readRewrap } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';
import { countKeys, readKeyPage } from './key-pages.ts';
import { type Outcome, rewrapRow } from './rewrap-row.ts';

/** Milliseconds that have to be left for another page. */
const ENOUGH = 20_000;
/** Calls of KMS at a time; its limit is shared by everything in the account (AWS KMS Developer Guide, "Request quotas"). */
const AT_ONCE = 8;
/** How many failures are listed; all are counted. */
const LISTED = 100;

/**
 * Works on a re-wrap from where it stopped, page by page, and hands over to a fresh invocation when time runs short. Delivered
 * twice, the second finds the lease of the first and leaves it the work.
 *
 * @param timeLeft - milliseconds that the invocation has left
 * @throws StaleRecord where another worker took over
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
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      await Promise.all(
        rows.slice(start, start + AT_ONCE).map(async (row) => {
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
    if (timeLeft() < ENOUGH) {
      await changeRewrap(jobs, record, { set: { ...counted, cursor }, remove: ['lease'] });
      await sendRewrap({ rewrap: id });
      return;
    }
    record = await changeRewrap(jobs, record, { set: { ...counted, cursor, lease: leaseFromNow() } });
  }
}

/** Gives up on a re-wrap that failed again and again. What is done is done; another may begin. */
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
    failures: [...record.failures, ...failures].slice(0, LISTED),
  };
}

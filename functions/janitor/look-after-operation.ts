import { after } from '#aws';
import {
  deleteObject,
  expireOperation,
  lookAgain,
  type OperationRecord,
  objectKeys,
  updateOperation,
} from '#vault';
import type { JanitorDependencies } from './dependencies.ts';

/** Processes an operation that is due: deletes the copy of an expired one, or sends the work item of a stalled one again. */
export async function lookAfterOperation(
  dependencies: JanitorDependencies,
  record: OperationRecord,
): Promise<void> {
  const { table, s3, buckets, sendWork, now } = dependencies;
  const { owner, file, id, status } = record;
  if (status === 'ready') {
    await deleteObject(s3, buckets.outbox, objectKeys.outbox(owner, id));
    await expireOperation(table, record, now());
    return;
  }
  if (status === 'queued' || status === 'decrypting') {
    await updateOperation(table, record, { set: { dueAt: after(now(), lookAgain.queued) } });
    await sendWork({ kind: 'decrypt', owner, file, operation: id });
    return;
  }
  await updateOperation(table, record, { remove: ['dueAt'] });
}

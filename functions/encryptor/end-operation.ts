import { StaleRecord } from '#aws';
import type { WorkItem } from '#contract';
import {
  abortUpload,
  deleteObject,
  failOperation,
  type OperationRecord,
  objectKeys,
  readFile,
  readOperation,
} from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { Busy, failureCode, HandOver, isHopeless } from './outcomes.ts';
import type { Work } from './work.ts';

/**
 * Does work on an operation and sees to its end, if it has one: failed for good, or handed over. A copy of which nobody will
 * know is deleted.
 *
 * @param claimed - the operation as this worker works on it
 * @param again - the message with which another invocation goes on
 * @returns the operation where it has come to an end
 * @throws whatever another try may overcome
 */
export async function endOperationWork(
  work: Work,
  claimed: OperationRecord,
  again: WorkItem,
  attempt: () => Promise<OperationRecord | undefined>,
): Promise<OperationRecord | undefined> {
  const { dependencies, isLastTry } = work;
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Busy) throw error;
    if (error instanceof HandOver) {
      await dependencies.sendWork(again);
      return undefined;
    }
    if (await isOrphan(dependencies, claimed)) {
      await deleteCopy(dependencies, claimed);
      throw error instanceof StaleRecord ? error : new StaleRecord(error);
    }
    if (error instanceof StaleRecord) throw error;
    if (!isHopeless(error) && !isLastTry) throw error;
    dependencies.logger.error(
      'The operation has failed',
      error instanceof Error ? error : new Error(String(error)),
    );
    const current = await readOperation(dependencies.table, claimed.owner, claimed.id);
    if (current === undefined || current.fence !== claimed.fence || current.status !== claimed.status)
      throw new StaleRecord();
    await deleteCopy(dependencies, current);
    return failOperation(dependencies.table, current, { at: dependencies.now(), code: failureCode(error) });
  }
}

/** The file is gone, or the operation: what was written of the copy has no owner any more, and nothing has failed. */
async function isOrphan(
  { table }: EncryptorDependencies,
  { owner, id, file }: OperationRecord,
): Promise<boolean> {
  const current = await readOperation(table, owner, id);
  return current === undefined || (await readFile(table, owner, file)) === undefined;
}

async function deleteCopy(
  { s3, buckets }: EncryptorDependencies,
  { owner, id, uploadId }: OperationRecord,
): Promise<void> {
  const key = objectKeys.outbox(owner, id);
  if (uploadId !== undefined) await abortUpload(s3, buckets.outbox, key, uploadId);
  await deleteObject(s3, buckets.outbox, key);
}

import { StaleRecord } from '#aws';
import type { WorkItem } from '#contract';
import {
  abortUpload,
  deleteObject,
  type FileRecord,
  failFile,
  objectKeys,
  readFile,
  rejectFile,
  updateFile,
} from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { sourceExists } from './inspect-source.ts';
import { Busy, failureCode, HandOver, isHopeless, Rejected } from './outcomes.ts';
import type { Work } from './work.ts';

/**
 * Does work on a file and sees to its end, if it has one: rejected, failed for good, or handed over.
 *
 * @param claimed - the record as this worker works on it: whatever is written about an end, is written only if it is still his
 * @param again - the message with which another invocation goes on
 * @returns the file where it has come to an end
 * @throws whatever another try may overcome
 */
export async function endFile(
  work: Work,
  claimed: FileRecord,
  again: WorkItem,
  attempt: () => Promise<FileRecord | undefined>,
): Promise<FileRecord | undefined> {
  const { dependencies, isLastTry } = work;
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Busy || error instanceof StaleRecord) throw error;
    if (error instanceof HandOver) {
      await dependencies.sendWork(again);
      return undefined;
    }
    if (error instanceof Rejected) return reject(dependencies, await current(dependencies, claimed), error);
    // What was his to read or write went with the file: that is no failure.
    if ((await readFile(dependencies.table, claimed.owner, claimed.id)) === undefined)
      throw new StaleRecord(error);
    if (!isHopeless(error) && !isLastTry) throw error;
    const failed = await giveUp(dependencies, await current(dependencies, claimed), error);
    dependencies.logger.error(
      'The file has failed',
      error instanceof Error ? error : new Error(String(error)),
    );
    return failed;
  }
}

/** @throws StaleRecord where somebody else has taken up the work, or ended it */
async function current({ table }: EncryptorDependencies, claimed: FileRecord): Promise<FileRecord> {
  const record = await readFile(table, claimed.owner, claimed.id);
  if (record === undefined || record.fence !== claimed.fence || record.status !== claimed.status)
    throw new StaleRecord();
  return record;
}

/** Rejects a file: nothing of it stays but its record, which says why. */
async function reject(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  { code }: Rejected,
): Promise<FileRecord> {
  const { table, s3, buckets, now } = dependencies;
  // The verdict first: a worker that dies while it deletes must not leave a file that looks as if it had lost its content.
  const condemned = await updateFile(table, record, { set: { error: code } });
  if (record.plan !== undefined) await abortUpload(s3, buckets.vault, record.plan.key, record.plan.uploadId);
  await deletePlaintext(dependencies, record);
  return rejectFile(table, condemned, { at: now(), code });
}

/**
 * Gives a file up. Its plaintext stays for a while, so that its owner can have it tried again. What was made of it so far serves
 * that other try, but where it cannot be made good any more: then that one begins anew, with another message.
 */
async function giveUp(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  error: unknown,
): Promise<FileRecord> {
  const { table, s3, buckets, now } = dependencies;
  const beginsAnew = isHopeless(error) && (await sourceExists(dependencies, record));
  if (beginsAnew && record.plan !== undefined)
    await abortUpload(s3, buckets.vault, record.plan.key, record.plan.uploadId);
  return failFile(table, record, { at: now(), code: failureCode(error), discardResults: beginsAnew });
}

/** The plaintext goes: the object, and an upload that was never joined. */
export async function deletePlaintext(
  { s3, buckets }: EncryptorDependencies,
  { owner, id, upload }: FileRecord,
): Promise<void> {
  const key = objectKeys.staging(owner, id);
  if (upload.kind === 'multipart') await abortUpload(s3, buckets.staging, key, upload.uploadId);
  await deleteObject(s3, buckets.staging, key);
}

import { after, StaleRecord } from '#aws';
import type { WorkItem } from '#contract';
import {
  abortUpload,
  countedFirst,
  deleteObject,
  type FileRecord,
  giveBack,
  lookAgain,
  objectKeys,
  readFile,
  recordEvent,
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
    if (error instanceof Rejected)
      return rejectFile(dependencies, await current(dependencies, claimed), error);
    // What was his to read or write went with the file: that is no failure.
    if ((await readFile(dependencies.table, claimed.owner, claimed.id)) === undefined)
      throw new StaleRecord(error);
    if (!isHopeless(error) && !isLastTry) throw error;
    const failed = await failFile(dependencies, await current(dependencies, claimed), error);
    dependencies.logger.error(
      'The file has failed',
      error instanceof Error ? error : new Error(String(error)),
    );
    return failed;
  }
}

/** What the record says of the message that was made. */
const MADE_SO_FAR = ['plan', 'spread', 'stored', 'sha256'] as const;

/** @throws StaleRecord where somebody else has taken up the work, or ended it */
async function current({ table }: EncryptorDependencies, claimed: FileRecord): Promise<FileRecord> {
  const record = await readFile(table, claimed.owner, claimed.id);
  if (record === undefined || record.fence !== claimed.fence || record.status !== claimed.status)
    throw new StaleRecord();
  return record;
}

/** Rejects a file: nothing of it stays but its record, which says why. */
async function rejectFile(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  { code }: Rejected,
): Promise<FileRecord> {
  const { table, s3, buckets, now } = dependencies;
  // The verdict first: a worker that dies while it deletes must not leave a file that looks as if it had lost its content.
  const condemned = await updateFile(table, record, { set: { error: code } });
  if (record.plan !== undefined) await abortUpload(s3, buckets.vault, record.plan.key, record.plan.uploadId);
  await deletePlaintext(dependencies, record);
  const at = now().toISOString();
  const changes = {
    set: { status: 'rejected', error: code, dueAt: lateArrivals(record) },
    remove: ['lease', 'plan', 'spread', 'sha256', 'attempts'],
  } as const;
  const event = { type: 'rejected', at, actor: 'encryptor', detail: code } as const;
  const others = giveBack(table, condemned);
  return countedFirst(table, record.owner, () => recordEvent(table, condemned, changes, event, others));
}

/**
 * Gives a file up. Its plaintext stays for a while, so that its owner can have it tried again. What was made of it so far serves
 * that other try, but where it cannot be made good any more: then that one begins anew, with another message.
 */
async function failFile(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  error: unknown,
): Promise<FileRecord> {
  const { table, s3, buckets, now } = dependencies;
  const beginsAnew = isHopeless(error) && (await sourceExists(dependencies, record));
  if (beginsAnew && record.plan !== undefined)
    await abortUpload(s3, buckets.vault, record.plan.key, record.plan.uploadId);
  const at = now();
  const code = failureCode(error);
  return recordEvent(
    table,
    record,
    {
      set: { status: 'failed', error: code, dueAt: after(at, lookAgain.failed) },
      remove: ['lease', 'attempts', ...(beginsAnew ? MADE_SO_FAR : [])],
    },
    { type: 'failed', at: at.toISOString(), actor: 'encryptor', detail: code },
  );
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

/** When the janitor looks once more for what came in after the end: the last address that was signed has run out then. */
export function lateArrivals(record: FileRecord): string {
  return after(new Date(record.signedUntil), lookAgain.late);
}

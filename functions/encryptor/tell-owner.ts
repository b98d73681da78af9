import { transact } from '#aws';
import { fileErrors } from '#contract';
import { changeOperation, type FileRecord, type OperationRecord, updateFile } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';

/**
 * Sends the owner the mail about how the encryption of his file ended, once. The record keeps that he was told; a worker
 * that dies in between leaves its message in the queue, and the next one tells him.
 */
export async function tellAboutFile(
  { table, sendMail }: EncryptorDependencies,
  record: FileRecord,
): Promise<void> {
  const { status, owner: user, id: file, name: fileName, error, told } = record;
  if (told === true) return;
  const about = { user, file, fileName };
  const reason = error === undefined ? '' : fileErrors[error].title;
  if (status === 'encrypted') await sendMail({ template: 'file-encrypted', ...about });
  else if (status === 'rejected') await sendMail({ template: 'file-rejected', ...about, reason });
  else if (status === 'failed') await sendMail({ template: 'file-failed', ...about, reason });
  else return;
  await updateFile(table, record, { set: { told: true } });
}

/** The same for the decryption of a file. Of one that others asked for, by a share, its owner is told in another way. */
export async function tellAboutOperation(
  { table, sendMail }: EncryptorDependencies,
  operation: OperationRecord,
  fileName: string,
): Promise<void> {
  const { kind, status, owner: user, file, error, told } = operation;
  if (told === true || kind === 'share') return;
  const about = { user, file, fileName };
  if (status === 'ready') await sendMail({ template: 'file-ready', ...about });
  else if (status === 'failed' && error !== undefined) {
    await sendMail({ template: 'decryption-failed', ...about, reason: fileErrors[error].title });
  } else return;
  await transact(table, [changeOperation(table, operation, { set: { told: true } })]);
}

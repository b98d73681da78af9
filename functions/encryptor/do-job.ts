import {
  after,
  deleteObject,
  type FileRecord,
  lookAgain,
  parseStagingKey,
  readFile,
  readOperation,
  recordEvent,
} from '#platform';
import { decryptFile, endOperation } from './decrypt-file.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { encryptFile, rejectFile } from './encrypt-file.ts';
import { joinUpload } from './join-upload.ts';
import type { MessageHold } from './lease.ts';
import { failureCode, Rejected } from './outcomes.ts';
import type { Job } from './read-message.ts';
import { tellAboutFile, tellAboutOperation } from './tell-owner.ts';

type FileJob = Exclude<Job, { kind: 'decrypt' }>;
type DecryptJob = Extract<Job, { kind: 'decrypt' }>;

/** Does what a message asks for. Done twice it does no harm: whatever is done already is found done. */
export async function doJob(dependencies: EncryptorDependencies, job: Job, hold: MessageHold): Promise<void> {
  if (job.kind === 'decrypt') return doDecrypt(dependencies, job, hold);
  const record = await fileOf(dependencies, job);
  if (record === undefined) return;
  try {
    const ended = await advance(dependencies, record, job, hold);
    if (ended !== undefined) await tellAboutFile(dependencies, ended);
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    const current = await readFile(dependencies.table, record.owner, record.id);
    if (current !== undefined)
      await tellAboutFile(dependencies, await rejectFile(dependencies, current, error));
  }
}

/** Brings a file to its end, from whatever state it is in; undefined where another message will. */
async function advance(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  job: FileJob,
  hold: MessageHold,
): Promise<FileRecord | undefined> {
  const { table, s3, buckets, now } = dependencies;
  switch (record.status) {
    case 'uploading':
      if (job.kind !== 'arrival') {
        await joinUpload(dependencies, record);
        return undefined;
      }
      return encryptFile(dependencies, await queue(), hold);
    case 'queued':
    case 'encrypting':
      return encryptFile(dependencies, record, hold);
    case 'encrypted':
    case 'rejected':
      // What arrives for a file that awaits nothing is nobody's.
      if (job.kind === 'arrival') await deleteObject(s3, buckets.staging, job.key);
      return record;
    case 'failed':
      return record;
  }

  function queue(): Promise<FileRecord> {
    const at = now();
    const set = { status: 'queued', dueAt: after(at, lookAgain.queued) } as const;
    return recordEvent(
      table,
      record,
      { set },
      { type: 'uploaded', at: at.toISOString(), actor: record.owner },
    );
  }
}

async function doDecrypt(
  dependencies: EncryptorDependencies,
  job: DecryptJob,
  hold: MessageHold,
): Promise<void> {
  const operation = await readOperation(dependencies.table, job.owner, job.operation);
  const file = await readFile(dependencies.table, job.owner, job.file);
  if (operation === undefined || file === undefined) return;
  const isOpen = operation.status === 'queued' || operation.status === 'decrypting';
  const ended = isOpen ? await decryptFile(dependencies, file, operation, hold) : operation;
  await tellAboutOperation(dependencies, ended, file.name);
}

async function fileOf(
  { table, s3, buckets }: EncryptorDependencies,
  job: FileJob,
): Promise<FileRecord | undefined> {
  const reference = job.kind === 'arrival' ? parseStagingKey(job.key) : job;
  const record = reference === undefined ? undefined : await readFile(table, reference.owner, reference.file);
  if (record === undefined && job.kind === 'arrival') await deleteObject(s3, buckets.staging, job.key);
  return record;
}

/**
 * Gives up on a job that failed again and again: the owner learns why. The plaintext of a file stays for a while, so that he
 * can have it tried again.
 */
export async function giveUp(dependencies: EncryptorDependencies, job: Job, error: unknown): Promise<void> {
  const { table, now } = dependencies;
  const code = failureCode(error);
  if (job.kind === 'decrypt') {
    const operation = await readOperation(table, job.owner, job.operation);
    if (operation === undefined || operation.status === 'ready' || operation.status === 'expired') return;
    const file = await readFile(table, job.owner, job.file);
    if (file === undefined) return;
    const failed =
      operation.status === 'failed'
        ? operation
        : await endOperation(dependencies, operation, { status: 'failed', error: code });
    await tellAboutOperation(dependencies, failed, file.name);
    return;
  }
  const record = await fileOf(dependencies, job);
  if (record === undefined || record.status === 'encrypted' || record.status === 'rejected') return;
  if (record.status === 'failed') return tellAboutFile(dependencies, record);
  const at = now();
  const failed = await recordEvent(
    table,
    record,
    { set: { status: 'failed', error: code, dueAt: after(at, lookAgain.failed) }, remove: ['lease'] },
    { type: 'failed', at: at.toISOString(), actor: 'encryptor', detail: code },
  );
  await tellAboutFile(dependencies, failed);
}

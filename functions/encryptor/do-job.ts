import {
  deleteObject,
  type FileRecord,
  type OperationRecord,
  parseStagingKey,
  queueFile,
  readFile,
  readOperation,
} from '#vault';
import { decryptFile } from './decrypt-file.ts';
import { decryptRun } from './decrypt-spread.ts';
import { encryptFile } from './encrypt-file.ts';
import { encryptRun } from './encrypt-spread.ts';
import { endFile } from './end-file.ts';
import { endOperationWork } from './end-operation.ts';
import { joinUpload } from './join-upload.ts';
import type { Job } from './read-message.ts';
import { FINGERPRINT } from './spread-runs.ts';
import { tellAboutFile, tellAboutOperation } from './tell-owner.ts';
import type { Work } from './work.ts';

type JobOf<K extends Job['kind']> = Extract<Job, { kind: K }>;

/** Does what a message asks for. Done twice it does no harm: whatever is done already is found done. */
export async function doJob(work: Work, job: Job): Promise<void> {
  switch (job.kind) {
    case 'arrival':
    case 'join':
    case 'encrypt':
    case 'encrypt-run':
    case 'fingerprint': {
      const ended = await advanceFile(work, job);
      if (ended !== undefined) await tellAboutFile(work.dependencies, ended);
      return;
    }
    case 'decrypt':
    case 'decrypt-run':
      return advanceOperation(work, job);
  }
}

/** Brings a file on its way, from whatever state it is in; undefined where it has not come to an end. */
async function advanceFile(
  work: Work,
  job: JobOf<'arrival' | 'join' | 'encrypt' | 'encrypt-run' | 'fingerprint'>,
): Promise<FileRecord | undefined> {
  const { dependencies } = work;
  const { table, s3, buckets } = dependencies;
  const reference = job.kind === 'arrival' ? parseStagingKey(job.key) : job;
  const record = reference === undefined ? undefined : await readFile(table, reference.owner, reference.file);
  if (record === undefined || record.status === 'encrypted' || record.status === 'rejected') {
    // What arrives for a file that awaits nothing is nobody's.
    if (job.kind === 'arrival') await deleteObject(s3, buckets.staging, job.key);
    return record;
  }
  if (record.status === 'failed') return record;
  if (job.kind === 'encrypt-run' || job.kind === 'fingerprint') return doRun(work, record, job);
  if (record.status !== 'uploading') return encryptFile(work, record);
  if (job.kind === 'arrival') return encryptFile(work, await queueFile(table, record, dependencies.now()));
  return endFile(work, record, { kind: 'join', owner: record.owner, file: record.id }, async () => {
    await joinUpload(dependencies, record);
    return undefined;
  });
}

/** One run of a file that is spread; whoever does the last one puts the file together. */
function doRun(
  work: Work,
  record: FileRecord,
  job: JobOf<'encrypt-run' | 'fingerprint'>,
): Promise<FileRecord | undefined> {
  const { owner, spread, file } = job;
  const number = job.kind === 'fingerprint' ? FINGERPRINT : job.run;
  return endFile(work, record, job, async () => {
    const afterwards = await encryptRun(work, { owner, spread, number }, file);
    if (
      afterwards?.status !== 'encrypting' ||
      afterwards.spread?.id !== spread ||
      afterwards.spread.remaining > 0
    )
      return undefined;
    return encryptFile(work, afterwards);
  });
}

async function advanceOperation(work: Work, job: JobOf<'decrypt' | 'decrypt-run'>): Promise<void> {
  const { dependencies } = work;
  const operation = await readOperation(dependencies.table, job.owner, job.operation);
  const file = await readFile(dependencies.table, job.owner, job.file);
  if (operation === undefined || file === undefined) return;
  const ended = await endOf(work, job, file, operation);
  if (ended !== undefined) await tellAboutOperation(dependencies, ended, file.name);
}

async function endOf(
  work: Work,
  job: JobOf<'decrypt' | 'decrypt-run'>,
  file: FileRecord,
  operation: OperationRecord,
): Promise<OperationRecord | undefined> {
  if (operation.status !== 'queued' && operation.status !== 'decrypting') return operation;
  if (job.kind === 'decrypt') return decryptFile(work, file, operation);
  const { owner, spread, run: number } = job;
  return endOperationWork(work, operation, job, async () => {
    const afterwards = await decryptRun(work, { owner, spread, number }, operation.id, file.id);
    if (
      afterwards?.status !== 'decrypting' ||
      afterwards.spread?.id !== spread ||
      afterwards.spread.remaining > 0
    )
      return undefined;
    return decryptFile(work, file, afterwards);
  });
}

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { after } from '#aws';
import {
  abortUpload,
  deleteObject,
  type FileRecord,
  lookAgain,
  objectKeys,
  queueFile,
  shred,
  sweep,
  updateFile,
} from '#vault';
import type { JanitorDependencies } from './dependencies.ts';

/** Processes a file that is due: resumes its work, ends an abandoned upload or deletes leftovers. */
export async function lookAfterFile(dependencies: JanitorDependencies, record: FileRecord): Promise<void> {
  const { table, sendWork, now } = dependencies;
  switch (record.status) {
    case 'uploading':
      if (record.upload.kind === 'multipart' && record.upload.etags !== undefined) return sendAgain('join');
      // The upload arrived, but the event from S3 was lost.
      if (await hasArrived(dependencies, record)) return resume();
      // The upload was abandoned.
      await sweep(dependencies, await shred(dependencies, record, { at: now(), actor: 'janitor' }));
      return;
    case 'queued':
    case 'encrypting':
      return sendAgain('encrypt');
    case 'failed':
    case 'encrypted':
    case 'rejected':
      await deleteLeftovers(dependencies, record);
      await updateFile(table, record, { remove: ['dueAt'] });
      return;
  }

  async function resume(): Promise<void> {
    await queueFile(table, record, now());
    await sendWork({ kind: 'encrypt', owner: record.owner, file: record.id });
  }

  /** The due time is set before the work item is sent: a duplicate work item is harmless, a lost one is not. */
  async function sendAgain(kind: 'join' | 'encrypt'): Promise<void> {
    await updateFile(table, record, { set: { dueAt: after(now(), lookAgain.queued) } });
    await sendWork({ kind, owner: record.owner, file: record.id });
  }
}

/** Uses ListObjects because HeadObject would require the right to read plaintext. */
async function hasArrived({ s3, buckets }: JanitorDependencies, { owner, id }: FileRecord): Promise<boolean> {
  const Prefix = objectKeys.staging(owner, id);
  const { KeyCount = 0 } = await s3.send(
    new ListObjectsV2Command({ Bucket: buckets.staging, Prefix, MaxKeys: 1 }),
  );
  return KeyCount > 0;
}

/** Deletes the plaintext of a failed file after its retention time, and uploads that arrived through an old presigned URL. */
async function deleteLeftovers(
  { s3, buckets }: JanitorDependencies,
  { owner, id, upload, plan }: FileRecord,
): Promise<void> {
  const key = objectKeys.staging(owner, id);
  if (upload.kind === 'multipart') await abortUpload(s3, buckets.staging, key, upload.uploadId);
  await deleteObject(s3, buckets.staging, key);
  if (plan !== undefined) await abortUpload(s3, buckets.vault, plan.key, plan.uploadId);
}

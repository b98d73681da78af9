import {
  abortUpload,
  after,
  appendEvent,
  changeOperation,
  deleteObject,
  type FileRecord,
  type OperationRecord,
  objectKeys,
  StaleRecord,
  updateOperation,
} from '#platform';
import { leaseFrom } from './claim-file.ts';
import { decryptParts } from './decrypt-parts.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { type MessageHold, underLease } from './lease.ts';
import { beginObject } from './multipart-object.ts';
import { openStored } from './open-stored.ts';
import { Busy, Hopeless } from './outcomes.ts';

/**
 * Decrypts a file into the outbox, for a while. The copy is put together only after every frame was authenticated: until
 * then there is nothing to download.
 *
 * @param file - `encrypted`
 * @param queued - `queued`, or `decrypting` by a worker that may be gone
 */
export async function decryptFile(
  dependencies: EncryptorDependencies,
  file: FileRecord,
  queued: OperationRecord,
  hold: MessageHold,
): Promise<OperationRecord> {
  const { table, now, logger } = dependencies;
  const claimed = await claimOperation(dependencies, queued);
  const renew = async () => {
    await updateOperation(table, claimed, { set: leaseFrom(now()) });
  };
  return underLease(hold, renew, logger, (signal) => decrypt(dependencies, file, claimed, signal));
}

async function decrypt(
  dependencies: EncryptorDependencies,
  file: FileRecord,
  claimed: OperationRecord,
  signal: AbortSignal,
): Promise<OperationRecord> {
  const { table, s3, buckets, now } = dependencies;
  if (file.stored === undefined) throw new Hopeless('integrity_failure');
  const copy = { Bucket: buckets.outbox, Key: objectKeys.outbox(file.owner, claimed.id) };
  // A copy cannot be resumed: what an earlier attempt has begun is thrown away.
  if (claimed.uploadId !== undefined) await abortUpload(s3, copy.Bucket, copy.Key, claimed.uploadId);
  const opened = await openStored(dependencies, file, file.stored, signal);
  try {
    const upload = await beginObject(s3, { ...copy, ContentType: file.contentType });
    try {
      const working = await updateOperation(table, claimed, { set: { uploadId: upload.UploadId } });
      await decryptParts(dependencies, opened, upload, { owner: file.owner, operation: claimed.id }, signal);
      return await endOperation(dependencies, working, {
        status: 'ready',
        expiresAt: after(now(), dependencies.outboxMinutes * 60_000),
      });
    } catch (error) {
      await abortUpload(s3, copy.Bucket, copy.Key, upload.UploadId);
      // Nobody knows of the copy: the file was deleted, or another worker makes one of his own under the same key.
      if (error instanceof StaleRecord) await deleteObject(s3, copy.Bucket, copy.Key);
      throw error;
    }
  } finally {
    opened.message.dispose();
  }
}

async function claimOperation(
  { table, now }: EncryptorDependencies,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const at = now();
  const held = operation.lease === undefined ? undefined : new Date(operation.lease.until);
  if (held !== undefined && held > at) throw new Busy(held);
  return updateOperation(table, operation, {
    set: { status: 'decrypting', fence: operation.fence + 1, ...leaseFrom(at) },
  });
}

/** Ends an operation and writes so into the file's history, in one transaction. */
export async function endOperation(
  { table, now }: EncryptorDependencies,
  operation: OperationRecord,
  end:
    | { status: 'ready'; expiresAt: string }
    | { status: 'failed'; error: NonNullable<OperationRecord['error']> },
): Promise<OperationRecord> {
  const at = now().toISOString();
  const event =
    end.status === 'ready'
      ? ({ type: 'decrypted', at, actor: 'encryptor' } as const)
      : ({ type: 'decryption-failed', at, actor: 'encryptor', detail: end.error } as const);
  const dueAt = end.status === 'ready' ? end.expiresAt : undefined;
  const changes = {
    set: { ...end, ...(dueAt !== undefined && { dueAt }) },
    remove: ['lease', 'uploadId', ...(dueAt === undefined ? (['dueAt'] as const) : [])],
  } as const;
  await appendEvent(table, operation.owner, operation.file, event, [
    changeOperation(table, operation, changes),
  ]);
  const { lease: _lease, uploadId: _uploadId, ...rest } = operation;
  return { ...rest, ...end };
}

import { after, newId } from '#aws';
import {
  abortUpload,
  type FileRecord,
  finishOperation,
  type OperationRecord,
  objectKeys,
  updateOperation,
} from '#vault';
import { requireHope } from './claim-file.ts';
import { claimOperation, leaseOnOperation } from './claim-operation.ts';
import { type Control, createControl } from './control.ts';
import { opening } from './conversions.ts';
import { dispatchDecryptRuns, spreadOf } from './decrypt-spread.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { endOperationWork } from './end-operation.ts';
import { underLease } from './lease.ts';
import {
  abortStrayUploads,
  beginObject,
  completeObject,
  findObject,
  type MultipartObject,
  type WrittenPart,
  writtenParts,
} from './multipart-object.ts';
import { type OpenedCiphertext, openStored } from './open-stored.ts';
import { Hopeless } from './outcomes.ts';
import { FRAME_LENGTH, framesPerPart, planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';
import { partsOfRuns, readRuns } from './spread-runs.ts';
import { transferParts } from './transfer-parts.ts';
import type { Work } from './work.ts';

/**
 * Decrypts a file into the outbox, for a while. The copy is put together only after every frame was authenticated: until
 * then there is nothing to download.
 *
 * @param file - `encrypted`
 * @param queued - `queued`, or `decrypting` by a worker that may be gone
 * @returns the operation at its end, or undefined where other messages go on
 */
export async function decryptFile(
  work: Work,
  file: FileRecord,
  queued: OperationRecord,
): Promise<OperationRecord | undefined> {
  const { dependencies, hold, timeLeft } = work;
  const claimed = await claimOperation(dependencies, queued);
  const again = { kind: 'decrypt', owner: file.owner, file: file.id, operation: claimed.id } as const;
  return endOperationWork(work, claimed, again, () =>
    underLease(leaseOnOperation(dependencies, claimed), hold, dependencies, async (signal) => {
      requireHope(claimed);
      const done = await decrypt(dependencies, file, claimed, createControl(signal, timeLeft));
      if (done === undefined) return undefined;
      const at = dependencies.now();
      const expiresAt = after(at, dependencies.outboxMinutes * 60_000);
      return finishOperation(dependencies.table, done, { at, expiresAt });
    }),
  );
}

/** @returns the operation once its copy is put together, or undefined where that is spread over other messages */
async function decrypt(
  dependencies: EncryptorDependencies,
  file: FileRecord,
  claimed: OperationRecord,
  control: Control,
): Promise<OperationRecord | undefined> {
  const { s3 } = dependencies;
  if (file.stored === undefined) throw new Hopeless('integrity_failure');
  if (claimed.spread?.remaining === 0) return putRunsTogether(dependencies, claimed);
  const opened = await openStored(dependencies, file, file.stored, control.signal);
  try {
    const begun = await beginCopy(dependencies, file, claimed, opened);
    if (begun.isComplete) return begun.operation;
    if (begun.operation.spread !== undefined) {
      await dispatchDecryptRuns(dependencies, begun.operation, begun.operation.spread);
      return undefined;
    }
    const { object: source, message, shape } = opened;
    const parts = planParts(shape, framesPerPart(shape.plaintextLength, dependencies.mostParts));
    const onDone = createProgressReporter(dependencies, file.owner, claimed.id, file.size);
    const { target, written } = begun;
    const transfer = { s3, source, target, shape, conversion: opening(message), control, written, onDone };
    await completeObject(s3, target, await transferParts(transfer, parts));
    return begun.operation;
  } finally {
    opened.message.dispose();
  }
}

interface Begun {
  readonly operation: OperationRecord;
  readonly target: MultipartObject;
  readonly written: ReadonlyMap<number, WrittenPart>;
  /** An earlier try had put the copy together. */
  readonly isComplete: boolean;
}

/** Goes on with the copy that an earlier try began, or begins one. */
async function beginCopy(
  dependencies: EncryptorDependencies,
  file: FileRecord,
  claimed: OperationRecord,
  { shape }: OpenedCiphertext,
): Promise<Begun> {
  const { table, s3, buckets, spreading, mostParts, now } = dependencies;
  const frames = framesPerPart(file.size, mostParts);
  const copy = { Bucket: buckets.outbox, Key: objectKeys.outbox(file.owner, claimed.id) };
  if (claimed.uploadId !== undefined) {
    const target = { ...copy, UploadId: claimed.uploadId };
    const last = Math.ceil(shape.frames / frames);
    const written = await writtenParts(s3, target, { first: 1, last });
    if (written !== undefined) return { operation: claimed, target, written, isComplete: false };
    const object = await findObject(s3, copy);
    if (object?.size === file.size)
      return { operation: claimed, target, written: new Map(), isComplete: true };
  }
  if (claimed.attempts > 1) await abortStrayUploads(s3, copy.Bucket, copy.Key);
  const target = await beginObject(s3, { ...copy, ContentType: file.contentType });
  const spread = spreadOf(spreading, file.size, frames * FRAME_LENGTH, newId(now()));
  const changes =
    spread === undefined
      ? { set: { uploadId: target.UploadId }, remove: ['spread'] as const }
      : { set: { uploadId: target.UploadId, spread } };
  try {
    const operation = await updateOperation(table, claimed, changes);
    return { operation, target, written: new Map(), isComplete: false };
  } catch (error) {
    await abortUpload(s3, copy.Bucket, copy.Key, target.UploadId);
    throw error;
  }
}

async function putRunsTogether(
  dependencies: EncryptorDependencies,
  operation: OperationRecord,
): Promise<OperationRecord> {
  const { spread, uploadId, owner, id } = operation;
  if (spread === undefined || uploadId === undefined) throw new TypeError('the runs are not done');
  const target = {
    Bucket: dependencies.buckets.outbox,
    Key: objectKeys.outbox(owner, id),
    UploadId: uploadId,
  };
  await completeObject(dependencies.s3, target, partsOfRuns(await readRuns(dependencies, owner, spread.id)));
  return operation;
}

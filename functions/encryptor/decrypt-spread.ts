import { after, StaleRecord } from '#aws';
import {
  countDownOperation,
  type FileRecord,
  lookAgain,
  type OperationRecord,
  objectKeys,
  readFile,
  readOperation,
  type Spread,
  updateOperation,
} from '#vault';
import { type Control, createControl } from './control.ts';
import { opening } from './conversions.ts';
import type { EncryptorDependencies, Spreading } from './dependencies.ts';
import { underLease } from './lease.ts';
import { type WrittenPart, writtenParts } from './multipart-object.ts';
import { openStored } from './open-stored.ts';
import { Hopeless } from './outcomes.ts';
import { FRAME_LENGTH, framesPerPart, planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';
import {
  claimRun,
  finishRun,
  leaseOnRun,
  partsOfRun,
  partsPerRun,
  type Run,
  type RunReference,
  readRuns,
} from './spread-runs.ts';
import { transferParts } from './transfer-parts.ts';
import type { Work } from './work.ts';

/** How decrypting is spread, where a file is large enough. */
export function spreadOf(
  spreading: Spreading,
  size: number,
  partSize: number,
  id: string,
): Spread | undefined {
  if (size <= spreading.above) return undefined;
  const runs = Math.ceil(size / (partSize * partsPerRun(spreading.run, partSize)));
  return { id, runs, remaining: runs };
}

/** Puts a message for every run that is not done into the queue, and lets go of the operation. */
export async function dispatchDecryptRuns(
  dependencies: EncryptorDependencies,
  operation: OperationRecord,
  spread: Spread,
): Promise<void> {
  const { owner, file, id } = operation;
  const done = new Set(
    (await readRuns(dependencies, owner, spread.id)).filter((run) => run.done).map(({ number }) => number),
  );
  for (let run = 1; run <= spread.runs; run += 1) {
    if (!done.has(run))
      await dependencies.sendWork({
        kind: 'decrypt-run',
        owner,
        file,
        operation: id,
        spread: spread.id,
        run,
      });
  }
  await updateOperation(dependencies.table, operation, { set: { attempts: 0 }, remove: ['lease'] });
}

/**
 * Does one run of an operation that is spread.
 *
 * @returns the operation as it stands afterwards, or undefined where it has gone on without this run
 */
export async function decryptRun(
  work: Work,
  reference: RunReference,
  operationId: string,
  fileId: string,
): Promise<OperationRecord | undefined> {
  const { dependencies, hold, timeLeft } = work;
  const { table } = dependencies;
  const operation = await readOperation(table, reference.owner, operationId);
  const file = await readFile(table, reference.owner, fileId);
  if (file === undefined || operation?.status !== 'decrypting' || operation.spread?.id !== reference.spread)
    return undefined;
  const run = await claimRun(dependencies, reference);
  if (!run.done) {
    await underLease(leaseOnRun(dependencies, reference, run), hold, dependencies, async (signal) => {
      const parts = await openRun(dependencies, file, operation, run, createControl(signal, timeLeft));
      const dueAt = after(dependencies.now(), lookAgain.queued);
      const countDown = countDownOperation(table, operation, reference.spread, dueAt);
      await finishRun(dependencies, reference, run, { parts }, countDown);
    });
  }
  return readOperation(table, reference.owner, operationId);
}

async function openRun(
  dependencies: EncryptorDependencies,
  file: FileRecord,
  operation: OperationRecord,
  run: Run,
  control: Control,
): Promise<WrittenPart[]> {
  const { s3, buckets, spreading } = dependencies;
  if (file.stored === undefined) throw new Hopeless('integrity_failure');
  if (operation.uploadId === undefined) throw new StaleRecord();
  const {
    object: source,
    message,
    shape,
  } = await openStored(dependencies, file, file.stored, control.signal);
  try {
    const target = {
      Bucket: buckets.outbox,
      Key: objectKeys.outbox(file.owner, operation.id),
      UploadId: operation.uploadId,
    };
    const frames = framesPerPart(file.size, dependencies.mostParts);
    const parts = partsOfRun(
      planParts(shape, frames),
      partsPerRun(spreading.run, frames * FRAME_LENGTH),
      run.number,
    );
    const written = await writtenParts(s3, target, {
      first: parts.at(0)?.number ?? 1,
      last: parts.at(-1)?.number ?? 1,
    });
    // Completed or aborted by somebody who has gone on.
    if (written === undefined) throw new StaleRecord();
    const onDone = createProgressReporter(dependencies, file.owner, operation.id, file.size);
    return await transferParts(
      { s3, source, target, shape, conversion: opening(message), control, written, onDone },
      parts,
    );
  } finally {
    message.dispose();
  }
}

import { after, StaleRecord } from '#aws';
import { shapeOfPlaintext } from '#message';
import {
  countDownFile,
  type EncryptionPlan,
  type FileRecord,
  lookAgain,
  readFile,
  type Spread,
  updateFile,
} from '#vault';
import { createControl } from './control.ts';
import { sealing } from './conversions.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { requireDeclared } from './encrypt-parts.ts';
import { openFileKey } from './file-key.ts';
import { fingerprintFile } from './fingerprint-file.ts';
import { findSource } from './inspect-source.ts';
import { underLease } from './lease.ts';
import { completeObject, type WrittenObject, writtenParts } from './multipart-object.ts';
import { planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';
import { openPlan } from './settle-plan.ts';
import {
  claimRun,
  FINGERPRINT,
  finishRun,
  leaseOnRun,
  partsOfRun,
  partsOfRuns,
  type Run,
  type RunReference,
  readRuns,
} from './spread-runs.ts';
import { transferParts } from './transfer-parts.ts';
import type { Work } from './work.ts';

/** Puts a message for every run that is not done, and for the fingerprint, into the queue; and lets go of the file. */
export async function dispatchRuns(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  spread: Spread,
): Promise<void> {
  const { owner, id: file } = record;
  const runs = await readRuns(dependencies, owner, spread.id);
  const done = new Set(runs.filter((run) => run.done).map(({ number }) => number));
  if (!done.has(FINGERPRINT))
    await dependencies.sendWork({ kind: 'fingerprint', owner, file, spread: spread.id });
  for (let run = 1; run <= spread.runs; run += 1) {
    if (!done.has(run))
      await dependencies.sendWork({ kind: 'encrypt-run', owner, file, spread: spread.id, run });
  }
  await updateFile(dependencies.table, record, { set: { attempts: 0 }, remove: ['lease'] });
}

/**
 * Does one run of a file that is spread: its parts, or the fingerprint.
 *
 * @returns the file as it stands afterwards, or undefined where it has gone on without this run
 */
export async function encryptRun(
  work: Work,
  reference: RunReference,
  file: string,
): Promise<FileRecord | undefined> {
  const { dependencies, hold, timeLeft } = work;
  const record = await readFile(dependencies.table, reference.owner, file);
  const { plan } = record ?? {};
  if (
    record === undefined ||
    plan === undefined ||
    record.status !== 'encrypting' ||
    record.spread?.id !== reference.spread
  )
    return undefined;
  const run = await claimRun(dependencies, reference);
  if (!run.done) {
    await underLease(leaseOnRun(dependencies, reference, run), hold, dependencies, async (signal) => {
      const control = createControl(signal, timeLeft);
      const { table, now } = dependencies;
      const dueAt = () => after(now(), lookAgain.queued);
      if (run.number === FINGERPRINT) {
        const source = await findSource(dependencies, record);
        const sha256 = await fingerprintFile(dependencies, {
          reference,
          run,
          source,
          size: record.size,
          control,
        });
        const countDown = countDownFile(table, record, reference.spread, { sha256, dueAt: dueAt() });
        await finishRun(dependencies, reference, run, {}, countDown);
      } else {
        const parts = await sealRun(dependencies, record, plan, run, control);
        const countDown = countDownFile(table, record, reference.spread, { dueAt: dueAt() });
        await finishRun(dependencies, reference, run, { parts }, countDown);
      }
    });
  }
  return readFile(dependencies.table, reference.owner, file);
}

async function sealRun(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  plan: EncryptionPlan,
  run: Run,
  control: ReturnType<typeof createControl>,
) {
  const { s3, buckets } = dependencies;
  const source = await findSource(dependencies, record);
  if (source.IfMatch !== plan.source.etag) throw new StaleRecord();
  const wrappingKey = await openFileKey(dependencies, record.owner, record.id);
  const message = await openPlan(record, plan, wrappingKey).finally(() => wrappingKey.bytes.fill(0));
  try {
    const shape = shapeOfPlaintext(message, record.size);
    const target = { Bucket: buckets.vault, Key: plan.key, UploadId: plan.uploadId };
    const parts = partsOfRun(planParts(shape, plan.framesPerPart), plan.partsPerRun, run.number);
    const [first, last] = [parts.at(0)?.number ?? 1, parts.at(-1)?.number ?? 1];
    const written = await writtenParts(s3, target, { first, last });
    // Completed or aborted by somebody who has gone on.
    if (written === undefined) throw new StaleRecord();
    const onDone = createProgressReporter(dependencies, record.owner, record.id, record.size);
    return await transferParts(
      { s3, source, target, shape, conversion: sealing(message), control, written, onDone },
      parts,
    );
  } finally {
    message.dispose();
  }
}

/**
 * Puts the parts of all runs together; only one object ever comes of them, whoever does it however often.
 *
 * @throws Rejected `checksum_mismatch`, before anything is put together
 */
export async function putRunsTogether(
  dependencies: EncryptorDependencies,
  record: FileRecord,
): Promise<WrittenObject> {
  const { plan, spread, owner, sha256 } = record;
  if (plan === undefined || spread === undefined || sha256 === undefined)
    throw new TypeError('the runs are not done');
  requireDeclared(record, sha256);
  const parts = partsOfRuns(await readRuns(dependencies, owner, spread.id));
  const upload = { Bucket: dependencies.buckets.vault, Key: plan.key, UploadId: plan.uploadId };
  return completeObject(dependencies.s3, upload, parts);
}

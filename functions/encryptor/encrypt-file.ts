import { newId, sha256 } from '#aws';
import { type FileRecord, finishFile, type StoredCiphertext, updateFile } from '#vault';
import { claimFile, leaseOnFile, requireHope } from './claim-file.ts';
import { type Control, createControl } from './control.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { encryptParts } from './encrypt-parts.ts';
import { dispatchRuns, putRunsTogether } from './encrypt-spread.ts';
import { deletePlaintext, endFile } from './end-file.ts';
import { obtainFileKey } from './file-key.ts';
import { findSource, inspectContent, sourceExists } from './inspect-source.ts';
import { joinParts } from './join-upload.ts';
import { underLease } from './lease.ts';
import type { WrittenObject } from './multipart-object.ts';
import { openOneFrame, openStored } from './open-stored.ts';
import { Rejected } from './outcomes.ts';
import { settlePlan } from './settle-plan.ts';
import type { Work } from './work.ts';

/**
 * Encrypts a file, from wherever an earlier try left it. The plaintext goes only after the stored ciphertext was opened
 * again, and the file is `encrypted` only after the plaintext is gone.
 *
 * @param queued - `queued`, or `encrypting` by a worker that may be gone
 * @returns the file at its end, or undefined where other messages go on
 */
export async function encryptFile(work: Work, queued: FileRecord): Promise<FileRecord | undefined> {
  const { dependencies, hold, timeLeft } = work;
  const claimed = await claimFile(dependencies, queued);
  return endFile(work, claimed, { kind: 'encrypt', owner: claimed.owner, file: claimed.id }, () =>
    underLease(leaseOnFile(dependencies, claimed), hold, dependencies, async (signal) => {
      requireHope(claimed);
      // An earlier try had come to its verdict, and died before it was carried out.
      if (claimed.error !== undefined) throw new Rejected(claimed.error);
      const stored = await store(dependencies, claimed, createControl(signal, timeLeft));
      return stored === undefined ? undefined : finish(dependencies, stored, signal);
    }),
  );
}

/** Encrypts, and records what was stored; undefined where that is spread over other messages. */
async function store(
  dependencies: EncryptorDependencies,
  claimed: FileRecord,
  control: Control,
): Promise<FileRecord | undefined> {
  if (claimed.stored !== undefined) return claimed;
  if (claimed.spread?.remaining === 0)
    return recordStored(dependencies, claimed, await putRunsTogether(dependencies, claimed));
  // A file whose parts could not be joined, and that is tried again, has parts still.
  if (!(await sourceExists(dependencies, claimed))) await joinParts(dependencies, claimed);
  const source = await findSource(dependencies, claimed);
  await inspectContent(dependencies, claimed, source, control.signal);
  const wrappingKey = await obtainFileKey(dependencies, claimed);
  const settled = await settlePlan(
    dependencies,
    claimed,
    source,
    wrappingKey,
    newId(dependencies.now()),
  ).finally(() => wrappingKey.bytes.fill(0));
  try {
    if (settled.record.spread !== undefined) {
      await dispatchRuns(dependencies, settled.record, settled.record.spread);
      return undefined;
    }
    const { object, sha256: fingerprint } = await encryptParts(dependencies, settled, source, control);
    const record = await updateFile(dependencies.table, settled.record, { set: { sha256: fingerprint } });
    return await recordStored(dependencies, record, object);
  } finally {
    settled.message.dispose();
  }
}

/** Records the object to which readers will be held. */
function recordStored(
  { table }: EncryptorDependencies,
  record: FileRecord,
  object: WrittenObject,
): Promise<FileRecord> {
  const { plan } = record;
  if (plan === undefined) throw new TypeError('an object without a plan');
  if (object.versionId === undefined) throw new Error('the vault keeps no versions');
  const stored: StoredCiphertext = {
    key: plan.key,
    versionId: object.versionId,
    size: object.size,
    checksum: object.checksum,
    headerDigest: sha256(plan.header),
    frameLength: plan.frameLength,
  };
  return updateFile(table, record, { set: { stored } });
}

/** Opens what was stored, deletes the plaintext, and says that the file is encrypted. */
async function finish(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  signal: AbortSignal,
): Promise<FileRecord> {
  const { table, now } = dependencies;
  if (record.stored === undefined) throw new TypeError('nothing is stored yet');
  const opened = await openStored(dependencies, record, record.stored, signal);
  try {
    await openOneFrame(dependencies, opened.message, opened.shape, 1, opened.object, signal);
  } finally {
    opened.message.dispose();
  }
  await deletePlaintext(dependencies, record);
  return finishFile(table, record, now());
}

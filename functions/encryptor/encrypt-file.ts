import {
  abortUpload,
  after,
  deleteObject,
  type FileRecord,
  lookAgain,
  objectKeys,
  recordEvent,
  type StoredCiphertext,
  sha256,
  updateFile,
} from '#platform';
import { claimFile, leaseFrom } from './claim-file.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { encryptParts } from './encrypt-parts.ts';
import { obtainFileKey } from './file-key.ts';
import { findSource, inspectContent } from './inspect-source.ts';
import { type MessageHold, underLease } from './lease.ts';
import { openOneFrame, openStored } from './open-stored.ts';
import type { Rejected } from './outcomes.ts';
import { settlePlan } from './settle-plan.ts';

/**
 * Encrypts a file, from wherever an earlier attempt left it. The plaintext goes only after the stored ciphertext was opened
 * again, and the file is `encrypted` only after the plaintext is gone.
 *
 * @param queued - `queued`, or `encrypting` by a worker that may be gone
 * @throws Rejected where the upload is not what was declared
 */
export async function encryptFile(
  dependencies: EncryptorDependencies,
  queued: FileRecord,
  hold: MessageHold,
): Promise<FileRecord> {
  const { table, now, logger } = dependencies;
  const claimed = await claimFile(dependencies, queued);
  const renew = async () => {
    await updateFile(table, claimed, { set: leaseFrom(now()) });
  };
  return underLease(hold, renew, logger, async (signal) => {
    const storedRecord = claimed.stored === undefined ? await store(dependencies, claimed, signal) : claimed;
    return finish(dependencies, storedRecord, signal);
  });
}

/** Encrypts, and records what was stored. */
async function store(
  dependencies: EncryptorDependencies,
  claimed: FileRecord,
  signal: AbortSignal,
): Promise<FileRecord> {
  const source = await findSource(dependencies, claimed);
  await inspectContent(dependencies, claimed, source, signal);
  const wrappingKey = await obtainFileKey(dependencies, claimed.owner, claimed.id);
  const settled = await settlePlan(dependencies, claimed, source, wrappingKey).finally(() =>
    wrappingKey.bytes.fill(0),
  );
  const { plan, message } = settled;
  try {
    const { object, sha256: fingerprint } = await encryptParts(dependencies, settled, source, signal);
    if (object.versionId === undefined) throw new Error('the vault keeps no versions');
    const stored: StoredCiphertext = {
      key: plan.key,
      versionId: object.versionId,
      size: object.size,
      checksum: object.checksum,
      headerDigest: sha256(message.header),
      frameLength: message.frameLength,
    };
    return await updateFile(dependencies.table, settled.record, { set: { stored, sha256: fingerprint } });
  } finally {
    message.dispose();
  }
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
  const at = now();
  const late = after(new Date(record.signedUntil), lookAgain.late);
  return recordEvent(
    table,
    record,
    {
      set: { status: 'encrypted', encryptedAt: at.toISOString(), dueAt: late },
      remove: ['lease', 'plan', 'error'],
    },
    { type: 'encrypted', at: at.toISOString(), actor: 'encryptor' },
  );
}

/** Rejects a file: nothing of it stays but its record, which says why. */
export async function rejectFile(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  { code }: Rejected,
): Promise<FileRecord> {
  const { table, s3, buckets, now } = dependencies;
  if (record.plan !== undefined) await abortUpload(s3, buckets.vault, record.plan.key, record.plan.uploadId);
  await deletePlaintext(dependencies, record);
  const at = now();
  const late = after(new Date(record.signedUntil), lookAgain.late);
  return recordEvent(
    table,
    record,
    { set: { status: 'rejected', error: code, dueAt: late }, remove: ['lease', 'plan', 'stored'] },
    { type: 'rejected', at: at.toISOString(), actor: 'encryptor', detail: code },
  );
}

async function deletePlaintext(
  { s3, buckets }: EncryptorDependencies,
  { owner, id, upload }: FileRecord,
): Promise<void> {
  const key = objectKeys.staging(owner, id);
  if (upload.kind === 'multipart') await abortUpload(s3, buckets.staging, key, upload.uploadId);
  await deleteObject(s3, buckets.staging, key);
}

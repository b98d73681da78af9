import { shapeOfPlaintext } from '#message';
import { type FileRecord, updateFile } from '#vault';
import type { Control } from './control.ts';
import { sealing } from './conversions.ts';
import type { EncryptorDependencies } from './dependencies.ts';
import { createFingerprint } from './fingerprint.ts';
import type { Source } from './inspect-source.ts';
import {
  completeObject,
  findObject,
  type MultipartObject,
  type WrittenObject,
  type WrittenPart,
  writtenParts,
} from './multipart-object.ts';
import { Rejected } from './outcomes.ts';
import { planParts } from './plan-parts.ts';
import { createProgressReporter } from './report-progress.ts';
import type { Settled } from './settle-plan.ts';
import { readParts, type Transfer, transferParts } from './transfer-parts.ts';

/**
 * Encrypts a whole file in this invocation. What an earlier try has written is not encrypted again; it is read for the
 * fingerprint alone.
 *
 * @returns the stored ciphertext, and the plain SHA-256 of the file
 * @throws Rejected `checksum_mismatch`, before anything is put together
 */
export async function encryptParts(
  dependencies: EncryptorDependencies,
  { record, plan, message }: Settled,
  source: Source,
  control: Control,
): Promise<{ object: WrittenObject; sha256: string }> {
  const { s3, buckets } = dependencies;
  const target = { Bucket: buckets.vault, Key: plan.key, UploadId: plan.uploadId };
  const shape = shapeOfPlaintext(message, record.size);
  const parts = planParts(shape, plan.framesPerPart);
  const earlier = await earlierWork(dependencies, record, target, shape.messageLength, parts.length);
  const fingerprint = createFingerprint(parts.length);
  const transfer: Transfer = {
    s3,
    source,
    target,
    shape,
    conversion: sealing(message),
    control,
    written: earlier.written,
    onSource: fingerprint.add,
    onDone: createProgressReporter(dependencies, record.owner, record.id, record.size),
  };
  try {
    if (earlier.object !== undefined) {
      await readParts(transfer, parts);
      return { object: earlier.object, sha256: await fingerprint.digest() };
    }
    const inOrder = await transferParts(transfer, parts);
    const sha256 = await fingerprint.digest();
    requireDeclared(record, sha256);
    return { object: await completeObject(s3, target, inOrder), sha256 };
  } finally {
    await fingerprint.end();
  }
}

/** @throws Rejected `checksum_mismatch` where the client has declared another fingerprint */
export function requireDeclared({ declaredSha256 }: FileRecord, sha256: string): void {
  if (declaredSha256 !== undefined && declaredSha256 !== sha256) throw new Rejected('checksum_mismatch');
}

/**
 * What an earlier try has left: parts, or even the whole object.
 *
 * @throws Error where its upload was aborted: the plan is dropped, so that the next try makes another
 */
async function earlierWork(
  { s3, table }: EncryptorDependencies,
  record: FileRecord,
  upload: MultipartObject,
  messageLength: number,
  parts: number,
): Promise<{ written: ReadonlyMap<number, WrittenPart>; object?: WrittenObject }> {
  const written = await writtenParts(s3, upload, { first: 1, last: parts });
  if (written !== undefined) return { written };
  const object = await findObject(s3, upload);
  if (object?.size === messageLength) return { written: new Map(), object };
  await updateFile(table, record, { remove: ['plan', 'spread'] });
  throw new Error('The upload of the ciphertext was aborted');
}

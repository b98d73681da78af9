import { createMessage, type Message, openMessage, shapeOfPlaintext, type WrappingKey } from '#message';
import {
  abortUpload,
  type EncryptionPlan,
  type FileRecord,
  objectKeys,
  type Spread,
  updateFile,
  vaultPrefix,
} from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { encryptionContextOf } from './file-key.ts';
import type { Source } from './inspect-source.ts';
import { abortStrayUploads, beginObject } from './multipart-object.ts';
import { nodeCipher } from './node-cipher.ts';
import { FRAME_LENGTH, framesPerPart } from './plan-parts.ts';
import { partsPerRun } from './spread-runs.ts';

/** A file whose encryption is settled, and the message to seal. */
export interface Settled {
  readonly record: FileRecord;
  readonly plan: EncryptionPlan;
  /** To be disposed of by the caller. */
  readonly message: Message;
}

/**
 * Settles how a file is encrypted, before its first frame: the one conditional write that stores header, upload, source and
 * how the work is spread. A plan that is there is followed to the letter; only a source that has changed needs another message,
 * with another data key and another upload.
 *
 * @param spreadId - for the work, should it have to be spread
 * @throws StaleRecord where another worker took over; what this one began is thrown away
 */
export async function settlePlan(
  dependencies: EncryptorDependencies,
  record: FileRecord,
  source: Source,
  wrappingKey: WrappingKey,
  spreadId: string,
): Promise<Settled> {
  const { table, s3, buckets } = dependencies;
  const { plan: existing } = record;
  if (existing !== undefined && existing.source.etag === source.IfMatch) {
    return { record, plan: existing, message: await openPlan(record, existing, wrappingKey) };
  }
  if (existing !== undefined || record.attempts > 1) {
    await abortStrayUploads(s3, buckets.vault, vaultPrefix(record.owner, record.id));
  }

  const encryptionContext = encryptionContextOf(record.owner, record.id);
  const message = await createMessage(nodeCipher, {
    wrappingKey,
    encryptionContext,
    frameLength: FRAME_LENGTH,
  });
  const key = objectKeys.vault(record.owner, record.id, message.messageId);
  const upload = await beginObject(s3, {
    Bucket: buckets.vault,
    Key: key,
    ContentType: 'application/octet-stream',
  });
  const plan: EncryptionPlan = {
    header: message.header,
    key,
    uploadId: upload.UploadId,
    source: { etag: source.IfMatch },
    frameLength: FRAME_LENGTH,
    framesPerPart: framesPerPart(record.size, dependencies.mostParts),
    partsPerRun: partsPerRun(
      dependencies.spreading.run,
      framesPerPart(record.size, dependencies.mostParts) * FRAME_LENGTH,
    ),
  };
  const spread = spreadOf(dependencies, plan, record.size, spreadId);
  try {
    const changes =
      spread === undefined ? { set: { plan }, remove: ['spread'] as const } : { set: { plan, spread } };
    return { record: await updateFile(table, record, changes), plan, message };
  } catch (error) {
    message.dispose();
    await abortUpload(s3, buckets.vault, key, upload.UploadId);
    throw error;
  }
}

/** The message of a plan, opened again: every invocation has KMS unwrap the key, and verifies the header. */
export function openPlan(
  record: FileRecord,
  plan: EncryptionPlan,
  wrappingKey: WrappingKey,
): Promise<Message> {
  const encryptionContext = encryptionContextOf(record.owner, record.id);
  return openMessage(nodeCipher, plan.header, { wrappingKey, encryptionContext });
}

/** How the work is spread, where a file is large enough: its runs, and one more item for the fingerprint. */
function spreadOf(
  { spreading }: EncryptorDependencies,
  plan: EncryptionPlan,
  size: number,
  id: string,
): Spread | undefined {
  if (size <= spreading.above) return undefined;
  const { frames } = shapeOfPlaintext(
    { headerLength: plan.header.length, frameLength: plan.frameLength },
    size,
  );
  const runs = Math.ceil(frames / (plan.framesPerPart * plan.partsPerRun));
  return { id, runs, remaining: runs + 1 };
}

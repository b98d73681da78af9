import { createMessage, type Message, openMessage, type WrappingKey } from '#message';
import {
  abortUpload,
  type EncryptionPlan,
  type FileRecord,
  nodeCipher,
  objectKeys,
  updateFile,
} from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';
import { encryptionContextOf } from './file-key.ts';
import type { Source } from './inspect-source.ts';
import { beginObject } from './multipart-object.ts';
import { FRAME_LENGTH, framesPerPart } from './plan-parts.ts';

/** A file whose encryption is settled, and the message to seal. */
export interface Settled {
  readonly record: FileRecord;
  readonly plan: EncryptionPlan;
  /** To be disposed of by the caller. */
  readonly message: Message;
}

/**
 * Settles how a file is encrypted, before its first frame: the one conditional write that stores header, upload and source.
 * A plan that is there is followed to the letter; only a source that has changed needs another message, with another data
 * key and another upload.
 *
 * @throws StaleRecord where another worker took over; what this one began is thrown away
 */
export async function settlePlan(
  { table, s3, buckets }: EncryptorDependencies,
  record: FileRecord,
  source: Source,
  wrappingKey: WrappingKey,
): Promise<Settled> {
  const encryptionContext = encryptionContextOf(record.owner, record.id);
  const { plan: existing } = record;
  if (existing !== undefined && existing.source.etag === source.IfMatch) {
    const message = await openMessage(nodeCipher, existing.header, { wrappingKey, encryptionContext });
    return { record, plan: existing, message };
  }
  if (existing !== undefined) await abortUpload(s3, buckets.vault, existing.key, existing.uploadId);

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
    framesPerPart: framesPerPart(record.size),
  };
  try {
    return { record: await updateFile(table, record, { set: { plan } }), plan, message };
  } catch (error) {
    message.dispose();
    await abortUpload(s3, buckets.vault, key, upload.UploadId);
    throw error;
  }
}

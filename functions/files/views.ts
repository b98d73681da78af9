import { type File, fileErrors, type Operation } from '#contract';
import type { FileRecord, OperationRecord } from '#platform';

/**
 * A file as its owner sees it in a list.
 *
 * @param progress - 0 to 1, where somebody has written how far the encryption is
 */
export function fileView(record: FileRecord, progress?: number): File {
  const { id, name, size, contentType, status, createdAt, encryptedAt, error } = record;
  return {
    id,
    name,
    size,
    contentType,
    status,
    createdAt,
    ...(encryptedAt !== undefined && { encryptedAt }),
    ...(status === 'encrypting' && { progress: progress ?? 0 }),
    ...(error !== undefined && { error: { code: error, title: fileErrors[error].title } }),
  };
}

/** A file on its own page: with its fingerprint, which lists never show. */
export function fileDetails(record: FileRecord, progress?: number): File {
  return { ...fileView(record, progress), ...(record.sha256 !== undefined && { sha256: record.sha256 }) };
}

/**
 * An operation as its owner sees it. What has ended by the clock has ended, whether or not somebody has tidied up.
 *
 * @param progress - 0 to 1, as above
 */
export function operationView(record: OperationRecord, now: Date, progress?: number): Operation {
  const { id, file: fileId, createdAt, expiresAt, error } = record;
  const hasExpired = record.status === 'ready' && expiresAt !== undefined && new Date(expiresAt) <= now;
  const status = hasExpired ? 'expired' : record.status;
  return {
    id,
    fileId,
    kind: 'decrypt',
    status,
    progress: status === 'ready' || status === 'expired' ? 1 : status === 'decrypting' ? (progress ?? 0) : 0,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(error !== undefined && { error: { code: error, title: fileErrors[error].title } }),
  };
}

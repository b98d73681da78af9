import type * as z from 'zod';
import { type File, fileErrors, type Operation } from '#contract';
import { type FileRecord, fileRecordSchema, type OperationRecord } from '#vault';

const listed = {
  id: true,
  name: true,
  size: true,
  contentType: true,
  status: true,
  createdAt: true,
  encryptedAt: true,
  error: true,
} as const;

/** What a list needs of a file's record; some are as large as DynamoDB lets them be. */
export const listedFileSchema = fileRecordSchema.pick(listed);
export type ListedFile = z.infer<typeof listedFileSchema>;

/** Has DynamoDB answer with just that. */
export const listedFields = {
  ProjectionExpression: Object.keys(listed)
    .map((name) => `#${name}`)
    .join(', '),
  ExpressionAttributeNames: Object.fromEntries(Object.keys(listed).map((name) => [`#${name}`, name])),
};

/**
 * A file as its owner sees it in a list.
 *
 * @param progress - 0 to 1, where somebody has written how far the encryption is
 */
export function fileView(record: ListedFile, progress?: number): File {
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
    kind: record.kind,
    status,
    progress: status === 'ready' || status === 'expired' ? 1 : status === 'decrypting' ? (progress ?? 0) : 0,
    createdAt,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(error !== undefined && { error: { code: error, title: fileErrors[error].title } }),
  };
}

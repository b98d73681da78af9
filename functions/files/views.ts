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

/** The attributes that lists read. Whole records can be close to DynamoDB's size limit. */
export const listedFileSchema = fileRecordSchema.pick(listed);
export type ListedFile = z.infer<typeof listedFileSchema>;

/** Query parameters that make DynamoDB return only these attributes. */
export const listedFields = {
  ProjectionExpression: Object.keys(listed)
    .map((name) => `#${name}`)
    .join(', '),
  ExpressionAttributeNames: Object.fromEntries(Object.keys(listed).map((name) => [`#${name}`, name])),
};

/**
 * The API representation of a file in a list.
 *
 * @param progress - of the encryption, 0 to 1, if a worker has reported it
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

/** The API representation of a single file. Only here it includes the fingerprint. */
export function fileDetails(record: FileRecord, progress?: number): File {
  return { ...fileView(record, progress), ...(record.sha256 !== undefined && { sha256: record.sha256 }) };
}

/**
 * The API representation of an operation. It is expired at its expiry time, even if the janitor has not updated the record.
 *
 * @param progress - of the decryption, 0 to 1, if a worker has reported it
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

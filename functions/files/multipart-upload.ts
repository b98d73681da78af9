import { NoSuchUpload } from '@aws-sdk/client-s3';
import { Problem } from '#contract';
import { type FileRecord, objectKeys, partsOf } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { requireOpenUpload } from './require-open-upload.ts';

/** A multipart upload, as stored in the record. */
export type MultipartUpload = Extract<FileRecord['upload'], { kind: 'multipart' }>;

/** A part that S3 has received. */
export interface UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Reads a file of the caller that has an open multipart upload.
 *
 * @throws Problem `file_not_found`, `upload_not_open` or `upload_not_multipart`
 */
export async function requireMultipartUpload(
  { table }: FilesDependencies,
  owner: string,
  id: string,
): Promise<{ record: FileRecord; upload: MultipartUpload; key: string }> {
  const record = await requireOpenUpload(table, owner, id);
  if (record.upload.kind !== 'multipart') throw new Problem('upload_not_multipart');
  return { record, upload: record.upload, key: objectKeys.staging(owner, id) };
}

/**
 * Lists the uploaded parts, in order.
 *
 * @throws Problem `upload_not_open` if S3 has completed or aborted the upload
 */
export async function listUploadedParts(
  { s3, buckets }: FilesDependencies,
  key: string,
  uploadId: string,
): Promise<UploadedPart[]> {
  const parts: UploadedPart[] = [];
  try {
    const upload = { Bucket: buckets.staging, Key: key, UploadId: uploadId };
    for await (const { PartNumber, ETag, Size } of partsOf(s3, upload)) {
      if (PartNumber !== undefined && ETag !== undefined)
        parts.push({ partNumber: PartNumber, etag: ETag, size: Size ?? 0 });
    }
    return parts;
  } catch (cause) {
    throw cause instanceof NoSuchUpload ? new Problem('upload_not_open', { cause }) : cause;
  }
}

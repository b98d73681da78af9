import { NoSuchUpload } from '@aws-sdk/client-s3';
import { Problem } from '#contract';
import { type FileRecord, objectKeys, partsOf } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { openUpload } from './open-upload.ts';

/** An open upload in parts. */
export type MultipartUpload = Extract<FileRecord['upload'], { kind: 'multipart' }>;

/** A part that has arrived in S3. */
export interface ArrivedPart {
  readonly partNumber: number;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * A file of the caller that awaits parts.
 *
 * @throws Problem `file_not_found`, `upload_not_open` or `upload_not_multipart`
 */
export async function openMultipart(
  { table }: FilesDependencies,
  owner: string,
  id: string,
): Promise<{ record: FileRecord; upload: MultipartUpload; key: string }> {
  const record = await openUpload(table, owner, id);
  if (record.upload.kind !== 'multipart') throw new Problem('upload_not_multipart');
  return { record, upload: record.upload, key: objectKeys.staging(owner, id) };
}

/**
 * The parts that have arrived, in order.
 *
 * @throws Problem `upload_not_open` where S3 knows the upload no more
 */
export async function arrivedParts(
  { s3, buckets }: FilesDependencies,
  key: string,
  uploadId: string,
): Promise<ArrivedPart[]> {
  const parts: ArrivedPart[] = [];
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

import {
  CompleteMultipartUploadCommand,
  HeadObjectCommand,
  NoSuchUpload,
  NotFound,
} from '@aws-sdk/client-s3';
import { type FileRecord, objectKeys } from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';
import { Rejected } from './outcomes.ts';

/** Codes with which S3 says that parts cannot be joined, however often one asks. */
const refusals = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'InvalidRequest']);

/**
 * Has S3 join the parts of an upload. The object that comes of it is reported by S3 like any other arrival, and this is where
 * the work on the file goes on.
 *
 * @throws Rejected `parts_refused`
 */
export async function joinUpload({ s3, buckets }: EncryptorDependencies, record: FileRecord): Promise<void> {
  const { upload, owner, id } = record;
  if (upload.kind !== 'multipart' || upload.etags === undefined)
    throw new TypeError('no upload that could be joined');
  const object = { Bucket: buckets.staging, Key: objectKeys.staging(owner, id) };
  const Parts = upload.etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
  try {
    await s3.send(
      new CompleteMultipartUploadCommand({
        ...object,
        UploadId: upload.uploadId,
        MultipartUpload: { Parts },
        IfNoneMatch: '*',
      }),
    );
  } catch (error) {
    if (error instanceof NoSuchUpload && (await exists())) return;
    if (error instanceof NoSuchUpload || (error instanceof Error && refusals.has(error.name)))
      throw new Rejected('parts_refused');
    throw error;
  }

  async function exists(): Promise<boolean> {
    return s3.send(new HeadObjectCommand(object)).then(
      () => true,
      (error) => {
        if (error instanceof NotFound) return false;
        throw error;
      },
    );
  }
}

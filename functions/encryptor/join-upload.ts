import { CompleteMultipartUploadCommand, NoSuchUpload, type S3Client } from '@aws-sdk/client-s3';
import { StaleRecord } from '#aws';
import { type FileRecord, objectKeys, partsOf, readFile } from '#vault';
import type { EncryptorDependencies } from './dependencies.ts';
import { sourceExists } from './inspect-source.ts';
import { Rejected } from './outcomes.ts';

/** Codes with which S3 says that parts cannot be joined, however often one asks. */
const refusals = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'InvalidRequest']);

/**
 * Has S3 join the parts of an upload. The object that comes of it is reported by S3 like any other arrival, and this is where
 * the work on the file goes on.
 *
 * @throws Rejected `parts_refused`
 * @throws StaleRecord where the parts were joined before and the file has gone on
 */
export async function joinUpload(dependencies: EncryptorDependencies, record: FileRecord): Promise<void> {
  if (await joinParts(dependencies, record)) return;
  // Joined before, by a call whose answer was lost or by another worker: the file may even be encrypted by now.
  if (await sourceExists(dependencies, record)) return;
  const current = await readFile(dependencies.table, record.owner, record.id);
  if (current === undefined || current.status !== record.status) throw new StaleRecord();
  throw new Rejected('parts_refused');
}

/**
 * Joins the parts of an upload, if it is one of parts and they wait to be joined.
 *
 * @returns whether there is an object now that was not there before
 * @throws Rejected `parts_refused`
 */
export async function joinParts(
  { s3, buckets }: EncryptorDependencies,
  record: FileRecord,
): Promise<boolean> {
  const { upload, owner, id } = record;
  if (upload.kind !== 'multipart' || upload.etags === undefined) return false;
  const object = { Bucket: buckets.staging, Key: objectKeys.staging(owner, id), UploadId: upload.uploadId };
  try {
    const sums = record.declaredSha256 === undefined ? undefined : await sumsOfParts(s3, object);
    const Parts = upload.etags.map((ETag, index) => ({
      PartNumber: index + 1,
      ETag,
      ...(sums !== undefined && { ChecksumSHA256: sums.get(index + 1) }),
    }));
    await s3.send(
      new CompleteMultipartUploadCommand({ ...object, MultipartUpload: { Parts }, IfNoneMatch: '*' }),
    );
    return true;
  } catch (error) {
    if (error instanceof NoSuchUpload) return false;
    if (error instanceof Error && refusals.has(error.name)) throw new Rejected('parts_refused');
    throw error;
  }
}

/**
 * The SHA-256 of every part in base64, by number. S3 checked each as it came, and wants to hear them all again when it joins them
 * (Amazon S3 User Guide, "Checking object integrity").
 */
async function sumsOfParts(
  s3: S3Client,
  object: { Bucket: string; Key: string; UploadId: string },
): Promise<Map<number | undefined, string | undefined>> {
  const sums = new Map<number | undefined, string | undefined>();
  for await (const { PartNumber, ChecksumSHA256 } of partsOf(s3, object))
    sums.set(PartNumber, ChecksumSHA256);
  return sums;
}

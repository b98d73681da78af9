import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  NoSuchUpload,
  type S3Client,
} from '@aws-sdk/client-s3';

/** The buckets, by what they hold. */
export interface Buckets {
  readonly staging: string;
  readonly vault: string;
  readonly outbox: string;
}

/** Ends a multipart upload and frees its parts; one that has ended already is just as well. */
export async function abortUpload(
  s3: S3Client,
  Bucket: string,
  Key: string,
  UploadId: string,
): Promise<void> {
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  } catch (error) {
    if (!(error instanceof NoSuchUpload)) throw error;
  }
}

/** Deletes an object of a bucket without versions; one that is gone already is just as well. */
export async function deleteObject(s3: S3Client, Bucket: string, Key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
}

/** Deletes every version and every delete marker of all objects whose keys begin with `Prefix`. */
export async function deleteVersions(s3: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0)
      throw new Error(`S3 did not delete ${Errors.length} versions: ${Errors[0]?.Code ?? 'no reason given'}`);
  }
}

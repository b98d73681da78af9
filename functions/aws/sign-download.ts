import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { create as contentDisposition } from 'content-disposition';

/** Seconds for which a signed address of a download is good, at most. */
export const DOWNLOAD_URL_SECONDS = 5 * 60;

/**
 * Signs a download under the file's own name; always an attachment, so that nothing from the vault is ever rendered in
 * place.
 *
 * @param input.versionId - of a bucket with versions, which very one
 * @param input.until - when the object goes; the address is good no longer than that
 */
export async function signGet(
  s3: S3Client,
  input: {
    bucket: string;
    key: string;
    versionId?: string;
    name: string;
    contentType: string;
    until: Date;
    now: Date;
  },
): Promise<{ url: string; expiresAt: Date }> {
  const left = Math.floor((input.until.getTime() - input.now.getTime()) / 1000);
  const expiresIn = Math.max(1, Math.min(DOWNLOAD_URL_SECONDS, left));
  const command = new GetObjectCommand({
    Bucket: input.bucket,
    Key: input.key,
    VersionId: input.versionId,
    ResponseContentDisposition: contentDisposition(input.name),
    ResponseContentType: input.contentType,
    ResponseCacheControl: 'no-store',
  });
  const url = await getSignedUrl(s3, command, { expiresIn });
  return { url, expiresAt: new Date(input.now.getTime() + expiresIn * 1000) };
}

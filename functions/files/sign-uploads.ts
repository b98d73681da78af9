import { PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Seconds until a presigned upload URL expires. */
export const UPLOAD_URL_SECONDS = 15 * 60;

/** A presigned URL and the headers that the request must send. */
export interface SignedUrl {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/**
 * Signs the upload of a whole object. The signature covers length, type, checksum and `If-None-Match: *`, so the URL accepts
 * only the declared object, and only once.
 *
 * @param input.size - bytes
 * @param input.sha256 - hex, if the client declared it
 */
export async function signPut(
  s3: S3Client,
  input: { bucket: string; key: string; size: number; contentType: string; sha256: string | undefined },
): Promise<SignedUrl> {
  const checksum =
    input.sha256 === undefined ? undefined : Buffer.from(input.sha256, 'hex').toString('base64');
  const command = new PutObjectCommand({
    Bucket: input.bucket,
    Key: input.key,
    ContentLength: input.size,
    ContentType: input.contentType,
    IfNoneMatch: '*',
    ...(checksum !== undefined && { ChecksumSHA256: checksum }),
  });
  const url = await getSignedUrl(s3, command, {
    expiresIn: UPLOAD_URL_SECONDS,
    signableHeaders: new Set([
      'host',
      'content-length',
      'content-type',
      'if-none-match',
      'x-amz-checksum-sha256',
    ]),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  const headers = { 'content-type': input.contentType, 'if-none-match': '*' };
  return {
    url,
    headers: checksum === undefined ? headers : { ...headers, 'x-amz-checksum-sha256': checksum },
  };
}

/**
 * Signs the upload of one part. The signature covers length and checksum.
 *
 * @param input.size - bytes
 * @param input.sha256 - base64, if the file was created with `sha256`
 */
export async function signPart(
  s3: S3Client,
  input: {
    bucket: string;
    key: string;
    uploadId: string;
    partNumber: number;
    size: number;
    sha256: string | undefined;
  },
): Promise<SignedUrl> {
  const command = new UploadPartCommand({
    Bucket: input.bucket,
    Key: input.key,
    UploadId: input.uploadId,
    PartNumber: input.partNumber,
    ContentLength: input.size,
    ...(input.sha256 !== undefined && { ChecksumSHA256: input.sha256 }),
  });
  const url = await getSignedUrl(s3, command, {
    expiresIn: UPLOAD_URL_SECONDS,
    signableHeaders: new Set(['host', 'content-length', 'x-amz-checksum-sha256']),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  return { url, headers: input.sha256 === undefined ? {} : { 'x-amz-checksum-sha256': input.sha256 } };
}

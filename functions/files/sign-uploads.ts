import { PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Seconds for which a signed address of an upload is good. */
export const UPLOAD_URL_SECONDS = 15 * 60;
/** An address that S3 accepts one request at, and the headers that this request has to carry. */
export interface SignedUrl {
  readonly url: string;
  readonly headers: Record<string, string>;
}

/**
 * Signs the upload of a whole object. Length, type, checksum and `If-None-Match: *` are part of the signature: the address
 * takes just the object that was declared, once.
 *
 * @param input.sha256 - hex, if it was declared
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
 * Signs the upload of one part, its length and its checksum.
 *
 * @param input.sha256 - base64, for uploads whose parts carry checksums
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

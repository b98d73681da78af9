import { after } from '#aws';
import type { Upload } from '#contract';
import { type FileRecord, objectKeys } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { signPut, UPLOAD_URL_SECONDS } from './sign-uploads.ts';

/** Upload instructions for a file: a presigned URL, or the layout of its multipart upload. */
export async function uploadInstructions(
  { s3, buckets, now }: FilesDependencies,
  record: FileRecord,
): Promise<Upload> {
  const { upload, owner, id, size, contentType, declaredSha256 } = record;
  if (upload.kind === 'multipart')
    return { kind: 'multipart', partSize: upload.partSize, parts: upload.parts };
  const key = objectKeys.staging(owner, id);
  const signed = await signPut(s3, {
    bucket: buckets.staging,
    key,
    size,
    contentType,
    sha256: declaredSha256,
  });
  return { kind: 'single', ...signed, expiresAt: after(now(), UPLOAD_URL_SECONDS * 1000) };
}

import { type FieldError, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { type MultipartUpload, requireMultipartUpload } from './multipart-upload.ts';
import { signPart } from './sign-uploads.ts';
import { uploadDeadlines } from './upload-deadlines.ts';
import { partLength } from './upload-layout.ts';

/** Signs upload URLs for parts. A client asks for them as it needs them, and again if one has expired. */
export function signPartsRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['signParts'] {
  const { table, s3, buckets, now } = dependencies;
  return async ({ params, body: { partNumbers, sha256 = {} }, principal }) => {
    const { record, upload, key } = await requireMultipartUpload(dependencies, principal.user, params.id);
    const errors = partErrors(record, upload, partNumbers, sha256);
    if (errors.length > 0) throw new Problem('invalid_request', { errors });
    await updateFile(table, record, { set: uploadDeadlines(now()) });
    const parts = partNumbers.map(async (partNumber) => {
      const size = partLength(record.size, upload, partNumber);
      const part = {
        bucket: buckets.staging,
        key,
        uploadId: upload.uploadId,
        partNumber,
        size,
        sha256: sha256[partNumber],
      };
      return { partNumber, ...(await signPart(s3, part)) };
    });
    return { body: { parts: await Promise.all(parts) } };
  };
}

function partErrors(
  record: FileRecord,
  upload: MultipartUpload,
  partNumbers: number[],
  sha256: Record<string, string>,
): FieldError[] {
  const needsChecksum = record.declaredSha256 !== undefined;
  const notRequested = Object.keys(sha256)
    .filter((partNumber) => !partNumbers.includes(Number(partNumber)))
    .map((partNumber) => ({ field: `/sha256/${partNumber}`, message: 'is not in partNumbers' }));
  const requested = partNumbers.flatMap((partNumber, index) => {
    if (partNumber > upload.parts)
      return [{ field: `/partNumbers/${index}`, message: `must be at most ${upload.parts}` }];
    if (needsChecksum === (sha256[partNumber] !== undefined)) return [];
    const message = needsChecksum
      ? 'is required, because the file was created with sha256'
      : 'is only allowed if the file was created with sha256';
    return [{ field: `/sha256/${partNumber}`, message }];
  });
  return [...requested, ...notRequested];
}

import { type FieldError, Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { type MultipartUpload, openMultipart } from './multipart-upload.ts';
import { signPart } from './sign-uploads.ts';
import { sizeOfPart } from './upload-layout.ts';
import { uploadTimes } from './upload-times.ts';

/** Signs addresses for parts, as they are needed, and again whenever one ran out. */
export function signPartsRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['signParts'] {
  const { table, s3, buckets, now } = dependencies;
  return async ({ params, body: { partNumbers, sha256 = {} }, principal }) => {
    const { record, upload, key } = await openMultipart(dependencies, principal.user, params.id);
    const errors = partErrors(record, upload, partNumbers, sha256);
    if (errors.length > 0) throw new Problem('invalid_request', { errors });
    await updateFile(table, record, { set: uploadTimes(now()) });
    const parts = partNumbers.map(async (partNumber) => {
      const size = sizeOfPart(record.size, upload, partNumber);
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
  const isSummed = record.declaredSha256 !== undefined;
  const unasked = Object.keys(sha256)
    .filter((partNumber) => !partNumbers.includes(Number(partNumber)))
    .map((partNumber) => ({ field: `/sha256/${partNumber}`, message: 'the part is not asked for' }));
  const asked = partNumbers.flatMap((partNumber, index) => {
    if (partNumber > upload.parts)
      return [{ field: `/partNumbers/${index}`, message: `there are ${upload.parts} parts` }];
    if (isSummed === (sha256[partNumber] !== undefined)) return [];
    const message = isSummed
      ? 'every part needs its sum, because the file was declared with one'
      : 'parts carry sums only where the file was declared with one';
    return [{ field: `/sha256/${partNumber}`, message }];
  });
  return [...asked, ...unasked];
}

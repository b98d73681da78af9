import { after } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { lookAgain, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { listUploadedParts, requireMultipartUpload, type UploadedPart } from './multipart-upload.ts';
import { partLength } from './upload-layout.ts';
import { fileView } from './views.ts';

/** Completes a multipart upload: checks that every part was uploaded and enqueues the work item that joins them. */
export function completeUploadRoute(
  dependencies: FilesDependencies,
): RouteHandlers<'files'>['completeUpload'] {
  const { table, sendWork, now } = dependencies;
  return async ({ params, body, principal }) => {
    const { record, upload, key } = await requireMultipartUpload(dependencies, principal.user, params.id);
    const declared = new Map(body.parts.map(({ partNumber, etag }) => [partNumber, etag]));
    requireValidPartNumbers(body.parts, upload.parts);
    if (upload.etags === undefined) {
      const arrived = await listUploadedParts(dependencies, key, upload.uploadId);
      const etags = requireCompleteParts(record.size, upload, declared, arrived);
      await updateFile(table, record, {
        // If the send below fails, the janitor sends the work item again.
        set: { upload: { ...upload, etags }, dueAt: after(now(), lookAgain.queued) },
      });
    }
    await sendWork({ kind: 'join', owner: principal.user, file: record.id });
    return { body: fileView(record) };
  };
}

/**
 * @param count - number of parts of the upload
 * @throws Problem `invalid_request` with a field error for each number that is too large or repeated
 */
function requireValidPartNumbers(parts: readonly { readonly partNumber: number }[], count: number): void {
  const listed = new Set<number>();
  const errors = parts.flatMap(({ partNumber }, index) => {
    const field = `/parts/${index}/partNumber`;
    if (partNumber > count) return [{ field, message: `must be at most ${count}` }];
    if (listed.has(partNumber)) return [{ field, message: 'listed twice' }];
    listed.add(partNumber);
    return [];
  });
  if (errors.length > 0) throw new Problem('invalid_request', { errors });
}

/**
 * Requires that every part was uploaded with the declared ETag and the planned size.
 *
 * @param size - bytes of the file
 * @param declared - ETags from the request, by part number
 * @returns the ETags of all parts, in order
 * @throws Problem `parts_missing` or `part_mismatch` for the first such part
 */
function requireCompleteParts(
  size: number,
  layout: { partSize: number; parts: number },
  declared: ReadonlyMap<number, string>,
  arrived: readonly UploadedPart[],
): string[] {
  const byNumber = new Map(arrived.map((part) => [part.partNumber, part]));
  return Array.from({ length: layout.parts }, (_, index) => {
    const partNumber = index + 1;
    const part = byNumber.get(partNumber);
    const etag = declared.get(partNumber);
    if (part === undefined || etag === undefined)
      throw new Problem('parts_missing', { detail: `Part ${partNumber} was not uploaded.` });
    if (unquoted(etag) !== unquoted(part.etag) || part.size !== partLength(size, layout, partNumber)) {
      const detail = `Part ${partNumber} does not match the uploaded part. Upload it again.`;
      throw new Problem('part_mismatch', { detail });
    }
    return part.etag;
  });
}

/** S3 quotes ETags. Some clients remove the quotes. */
function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

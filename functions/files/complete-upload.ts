import { after } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { lookAgain, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { type ArrivedPart, arrivedParts, openMultipart } from './multipart-upload.ts';
import { sizeOfPart } from './upload-layout.ts';
import { fileView } from './views.ts';

/** Takes an upload in parts as complete: checks that all are there, and has them joined in the background. */
export function completeUploadRoute(
  dependencies: FilesDependencies,
): RouteHandlers<'files'>['completeUpload'] {
  const { table, sendWork, now } = dependencies;
  return async ({ params, body, principal }) => {
    const { record, upload, key } = await openMultipart(dependencies, principal.user, params.id);
    const declared = new Map(body.parts.map(({ partNumber, etag }) => [partNumber, etag]));
    requireKnown(body.parts, upload.parts);
    if (upload.etags === undefined) {
      const arrived = await arrivedParts(dependencies, key, upload.uploadId);
      const etags = checkedParts(record.size, upload, declared, arrived);
      await updateFile(table, record, {
        // Should the message below not be sent, the janitor sends another.
        set: { upload: { ...upload, etags }, dueAt: after(now(), lookAgain.queued) },
      });
    }
    await sendWork({ kind: 'join', owner: principal.user, file: record.id });
    return { body: fileView(record) };
  };
}

/**
 * @param count - how many parts the upload has
 * @throws Problem `invalid_request`, naming those that are none of them, or named before
 */
function requireKnown(parts: readonly { readonly partNumber: number }[], count: number): void {
  const named = new Set<number>();
  const errors = parts.flatMap(({ partNumber }, index) => {
    const field = `/parts/${index}/partNumber`;
    if (partNumber > count) return [{ field, message: `there are ${count} parts` }];
    if (named.has(partNumber)) return [{ field, message: 'named before' }];
    named.add(partNumber);
    return [];
  });
  if (errors.length > 0) throw new Problem('invalid_request', { errors });
}

/**
 * The ETags of all parts in order, once every part has arrived as it was declared.
 *
 * @throws Problem `parts_missing` or `part_mismatch`, naming the first part
 */
function checkedParts(
  size: number,
  layout: { partSize: number; parts: number },
  declared: ReadonlyMap<number, string>,
  arrived: readonly ArrivedPart[],
): string[] {
  const byNumber = new Map(arrived.map((part) => [part.partNumber, part]));
  return Array.from({ length: layout.parts }, (_, index) => {
    const partNumber = index + 1;
    const part = byNumber.get(partNumber);
    const etag = declared.get(partNumber);
    if (part === undefined || etag === undefined)
      throw new Problem('parts_missing', { detail: `Part ${partNumber} is missing.` });
    if (unquoted(etag) !== unquoted(part.etag) || part.size !== sizeOfPart(size, layout, partNumber)) {
      throw new Problem('part_mismatch', { detail: `Part ${partNumber} is not the one that arrived.` });
    }
    return part.etag;
  });
}

/** S3 writes ETags in quotes; not every client keeps them. */
function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

import { Problem, type Upload } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, ownFile, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { uploadDeadlines } from './upload-deadlines.ts';
import { uploadInstructions } from './upload-instructions.ts';

/** Returns new upload instructions, for a client whose upload URL has expired. */
export function renewUploadRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['renewUpload'] {
  return async ({ params, principal }) => {
    const record = await ownFile(dependencies.table, principal.user, params.id);
    return { body: await renewUpload(dependencies, record) };
  };
}

/** @throws Problem `upload_not_open` if the status is not `uploading` */
export async function renewUpload(
  dependencies: FilesDependencies,
  record: FileRecord,
): Promise<{ upload: Upload }> {
  const { table, now } = dependencies;
  if (record.status !== 'uploading') throw new Problem('upload_not_open');
  await updateFile(table, record, { set: uploadDeadlines(now()) });
  return { upload: await uploadInstructions(dependencies, record) };
}

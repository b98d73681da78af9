import { Problem, type Upload } from '#contract';
import type { RouteHandlers } from '#http';
import { type FileRecord, ownFile, updateFile } from '#vault';
import type { FilesDependencies } from './dependencies.ts';
import { uploadOf } from './upload-of.ts';
import { uploadTimes } from './upload-times.ts';

/** Answers once more how the bytes get in, where the first address ran out. */
export function renewUploadRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['renewUpload'] {
  return async ({ params, principal }) => {
    const record = await ownFile(dependencies.table, principal.user, params.id);
    return { body: await renewUpload(dependencies, record) };
  };
}

/** @throws Problem `upload_not_open` where the file awaits no content any more */
export async function renewUpload(
  dependencies: FilesDependencies,
  record: FileRecord,
): Promise<{ upload: Upload }> {
  const { table, now } = dependencies;
  if (record.status !== 'uploading') throw new Problem('upload_not_open');
  await updateFile(table, record, { set: uploadTimes(now()) });
  return { upload: await uploadOf(dependencies, record) };
}

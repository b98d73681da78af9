import { type RouteHandlers, updateFile } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { openUpload } from './own-file.ts';
import { uploadOf } from './upload-of.ts';
import { uploadTimes } from './upload-times.ts';

/** Answers once more how the bytes get in, where the first address ran out. */
export function renewUploadRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['renewUpload'] {
  const { table, now } = dependencies;
  return async ({ params, principal }) => {
    const record = await openUpload(table, principal.user, params.id);
    await updateFile(table, record, { set: uploadTimes(now()) });
    return { body: { upload: await uploadOf(dependencies, record) } };
  };
}

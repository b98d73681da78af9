import { after, type RouteHandlers, updateFile } from '#platform';
import type { FilesDependencies } from './dependencies.ts';
import { openUpload } from './own-file.ts';
import { UPLOAD_URL_SECONDS } from './presign.ts';
import { uploadOf } from './upload-of.ts';

/** Answers once more how the bytes get in, where the first address ran out. */
export function renewUploadRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['renewUpload'] {
  const { table, now } = dependencies;
  return async ({ params, principal }) => {
    const record = await openUpload(table, principal.user, params.id);
    await updateFile(table, record, { set: { signedUntil: after(now(), UPLOAD_URL_SECONDS * 1000) } });
    return { body: { upload: await uploadOf(dependencies, record) } };
  };
}

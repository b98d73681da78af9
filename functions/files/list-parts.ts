import type { RouteHandlers } from '#http';
import type { FilesDependencies } from './dependencies.ts';
import { listUploadedParts, requireMultipartUpload } from './multipart-upload.ts';

/** Lists the uploaded parts, so that a client can resume an upload. */
export function listPartsRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['listParts'] {
  return async ({ params, principal }) => {
    const { upload, key } = await requireMultipartUpload(dependencies, principal.user, params.id);
    return { body: { items: await listUploadedParts(dependencies, key, upload.uploadId) } };
  };
}

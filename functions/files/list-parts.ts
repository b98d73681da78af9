import type { RouteHandlers } from '#http';
import type { FilesDependencies } from './dependencies.ts';
import { arrivedParts, openMultipart } from './multipart-upload.ts';

/** Lists the parts that have arrived, so that an upload can go on where it stopped. */
export function listPartsRoute(dependencies: FilesDependencies): RouteHandlers<'files'>['listParts'] {
  return async ({ params, principal }) => {
    const { upload, key } = await openMultipart(dependencies, principal.user, params.id);
    return { body: { items: await arrivedParts(dependencies, key, upload.uploadId) } };
  };
}

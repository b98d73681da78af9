import type { RouteHandlers } from '#http';
import type { ShareDependencies } from './dependencies.ts';
import { requireDownloadsLeft, resolveShare } from './resolve-share.ts';

/** Returns the file that a link leads to. It changes nothing, because email scanners open links. */
export function openShareRoute(dependencies: ShareDependencies): RouteHandlers<'shares'>['openShare'] {
  return async ({ body }) => {
    const { share, file } = await resolveShare(dependencies, body.token);
    requireDownloadsLeft(share);
    const { name, size, contentType } = file;
    const { expiresAt, passwordHash } = share;
    return { body: { name, size, contentType, needsPassword: passwordHash !== undefined, expiresAt } };
  };
}

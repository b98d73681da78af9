import type { RouteHandlers } from '#http';
import type { ShareDependencies } from './dependencies.ts';
import { enterShare, requireDownloadsLeft } from './enter-share.ts';

/** Says what a link leads to. It changes nothing, so that whoever scans links uses nothing up. */
export function openShareRoute(dependencies: ShareDependencies): RouteHandlers<'shares'>['openShare'] {
  return async ({ body }) => {
    const { share, file } = await enterShare(dependencies, body.token);
    requireDownloadsLeft(share);
    const { name, size, contentType } = file;
    const { expiresAt, passwordHash } = share;
    return { body: { name, size, contentType, needsPassword: passwordHash !== undefined, expiresAt } };
  };
}

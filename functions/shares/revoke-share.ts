import { retryOnConflict } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { ownFile, readOwnShare, recordNextEvent, revokeWrites } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/** Revokes a share. Its link stops working before the answer is sent. Idempotent. */
export function revokeShareRoute(dependencies: ShareDependencies): RouteHandlers<'shares'>['revokeShare'] {
  const { table, tombstones, now } = dependencies;
  return async ({ params, principal, client }) => {
    const revoke = async (): Promise<void> => {
      const share = await readOwnShare(table, principal.user, params.id);
      if (share === undefined) throw new Problem('share_not_found');
      if (share.revokedAt !== undefined) return;
      const file = await ownFile(table, principal.user, share.file);
      const at = now().toISOString();
      const event = { type: 'share-revoked', at, actor: file.owner, detail: share.id } as const;
      const writes = revokeWrites(table, tombstones, share, at);
      await recordNextEvent(table, file, {}, { ...event, address: client.address }, writes);
    };
    await retryOnConflict(revoke);
    return { body: undefined };
  };
}

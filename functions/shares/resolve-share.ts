import { readProfile } from '#accounts';
import { sha256 } from '#aws';
import { Problem } from '#contract';
import { type FileRecord, readFile, readShareOfToken, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/** A valid share and its file. */
export interface ResolvedShare {
  readonly share: ShareRecord;
  readonly file: FileRecord;
}

/**
 * Resolves the token of a share link. Reads share, file and the owner's account on every call, so that a revokeWrites takes
 * effect with the next request.
 *
 * @throws Problem `share_not_found`, `share_revoked`, `share_expired` or `restore_pending`
 */
export async function resolveShare(
  { table, accounts, requireFit, now }: ShareDependencies,
  token: string,
): Promise<ResolvedShare> {
  await requireFit();
  const share = await readShareOfToken(table, sha256(token));
  if (share === undefined) throw new Problem('share_not_found');
  if (share.revokedAt !== undefined) throw new Problem('share_revoked');
  if (new Date(share.expiresAt) <= now()) throw new Problem('share_expired');
  const [owner, file] = await Promise.all([
    readProfile(accounts, share.owner),
    readFile(table, share.owner, share.file),
  ]);
  if (owner === undefined || owner.disabledAt !== undefined || file === undefined)
    throw new Problem('share_not_found');
  return { share, file };
}

/** @throws Problem `share_exhausted` */
export function requireDownloadsLeft({ downloads, maxDownloads }: ShareRecord): void {
  if (maxDownloads !== undefined && downloads >= maxDownloads) throw new Problem('share_exhausted');
}

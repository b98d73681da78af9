import { readProfile } from '#accounts';
import { sha256 } from '#aws';
import { Problem } from '#contract';
import { type FileRecord, readFile, readShareOfToken, type ShareRecord } from '#vault';
import type { ShareDependencies } from './dependencies.ts';

/** A share that is good at this moment, and its file. */
export interface EnteredShare {
  readonly share: ShareRecord;
  readonly file: FileRecord;
}

/**
 * Finds out what a token opens. All of it is looked up at every call: the share, the file, and whether its owner may still share
 * anything.
 *
 * @throws Problem `share_not_found`, `share_revoked`, `share_expired` or `restore_pending`
 */
export async function enterShare(
  { table, accounts, requireFit, now }: ShareDependencies,
  token: string,
): Promise<EnteredShare> {
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

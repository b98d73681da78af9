import { deleteShare, readShare } from '#vault';
import type { ReplayerDependencies } from './dependencies.ts';

/**
 * Deletes a share that was revoked and that a backup has brought back.
 *
 * @returns whether it was there
 */
export async function revokeAgain(
  { table }: ReplayerDependencies,
  { share, sharedFile }: { readonly share: string; readonly sharedFile: string },
): Promise<boolean> {
  const record = await readShare(table, sharedFile, share);
  if (record === undefined) return false;
  await deleteShare(table, record);
  return true;
}

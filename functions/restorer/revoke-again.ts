import { deleteShare, readShare } from '#platform';
import type { RestorerDependencies } from './dependencies.ts';

/**
 * Deletes a share that was revoked and that a backup has brought back.
 *
 * @returns whether it was there
 */
export async function revokeAgain(
  { table }: RestorerDependencies,
  { share, sharedFile }: { readonly share: string; readonly sharedFile: string },
): Promise<boolean> {
  const record = await readShare(table, sharedFile, share);
  if (record === undefined) return false;
  await deleteShare(table, record);
  return true;
}

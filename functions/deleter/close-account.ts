import { accountKeys, type Profile, profileSchema } from '#accounts';
import { putNew, readItem, StaleRecord, transact } from '#aws';
import type { AccountDeletion } from '#contract';
import { reservationsOf, subjectPartition } from '#http';
import { vaultKeys } from '#vault';
import { deleteItems } from './delete-items.ts';
import type { DeleterDependencies } from './dependencies.ts';
import { bidFarewell, catchUpOnFarewell, type Farewell } from './farewell.ts';
import { shredFiles } from './shred-files.ts';

/**
 * Deletes an account that its owner has given up, and everything that it had: sessions and keys, files with their operations,
 * what was counted about it, and last of all the profile. Whatever is done is found done, so that a message may come
 * twice, or go on where another stopped.
 *
 * @param hasTime - false when the rest is another's
 * @returns whether all is done
 */
export async function closeAccount(
  dependencies: DeleterDependencies,
  { user, closing }: AccountDeletion,
  hasTime: () => boolean,
): Promise<boolean> {
  const { accounts, table, activity, logger } = dependencies;
  const profile = await readItem(accounts, accountKeys.profile(user), profileSchema);
  if (profile === undefined) {
    await catchUpOnFarewell(dependencies, user);
    return true;
  }
  if (profile.closing?.id !== closing) {
    // The request that sent it failed before it could mark the account; its caller knows.
    logger.warn('An account is not closed that was never marked', { user });
    return true;
  }
  const { pk, sk: last } = accountKeys.profile(user);
  const stays = (sk: string) => sk === last || sk === accountKeys.farewell(user).sk;
  if (!(await deleteItems(accounts, pk, hasTime, stays))) return false;
  if (!(await deleteItems(accounts, reservationsOf(user), hasTime))) return false;
  const shreddedBy = { user, address: profile.closing.address };
  if (!(await shredFiles(dependencies, shreddedBy, hasTime))) return false;
  // What is still to be swept of a file stays until the janitor has done it.
  const owned = vaultKeys.file(user, '').pk;
  if (!(await deleteItems(table, owned, hasTime, (sk) => sk.startsWith(SWEEPS)))) return false;
  for (const partition of [pk, subjectPartition(profile.email), subjectPartition(user)])
    if (!(await deleteItems(activity, partition, hasTime))) return false;
  await forget(dependencies, profile, closing);
  return true;
}

/** What the keys of all work begin with that is left of deleted files. */
const SWEEPS = vaultKeys.tombstone('', '').sk;

/** The profile goes, and its owner is told: by the delivery alone that came first. */
async function forget(
  dependencies: DeleterDependencies,
  { id, email, name }: Profile,
  closing: string,
): Promise<void> {
  const { accounts, now } = dependencies;
  const farewell: Farewell = { email, name, at: now().toISOString() };
  const TableName = accounts.name;
  try {
    await transact(accounts, [
      {
        Delete: {
          TableName,
          Key: accountKeys.profile(id),
          ConditionExpression: 'closing.id = :closing',
          ExpressionAttributeValues: { ':closing': closing },
        },
      },
      putNew(accounts, accountKeys.farewell(id), farewell),
    ]);
  } catch (error) {
    if (error instanceof StaleRecord) return;
    throw error;
  }
  await bidFarewell(dependencies, id, farewell);
}

import { readItem, type VaultTable } from '../vault/vault-table.ts';
import { accountKeys, type Profile, profileSchema } from './records.ts';

/** An account by its id, or undefined where there is none. One that is being deleted is none any more. */
export async function readProfile(accounts: VaultTable, user: string): Promise<Profile | undefined> {
  const profile = await readItem(accounts, accountKeys.profile(user), profileSchema);
  return profile?.closing === undefined ? profile : undefined;
}

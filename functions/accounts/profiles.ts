import { readItem, type TableHandle } from '#aws';
import type { Quota } from '#contract';
import { accountKeys, type Profile, profileSchema } from './records.ts';

/** An account by its id, or undefined where there is none. One that is being deleted is none any more. */
export async function readProfile(accounts: TableHandle, user: string): Promise<Profile | undefined> {
  const profile = await readItem(accounts, accountKeys.profile(user), profileSchema);
  return profile?.closing === undefined ? profile : undefined;
}

/**
 * How much of the vault an account may take up.
 *
 * @param everybody - what the settings say
 */
export function quotaOf(profile: Pick<Profile, 'quota'> | undefined, everybody: Quota): Quota {
  return profile?.quota ?? everybody;
}

import { Problem } from '#contract';
import type { Profile } from './records.ts';

/** Whether an account is an administrator's: whom the settings name by address, and on a laptop the first user's. */
export function isAdministrator(profile: Profile, named: readonly string[]): boolean {
  return profile.administrator === true || named.includes(profile.email);
}

/**
 * Lets administrators pass.
 *
 * @param named - addresses in lower case
 * @throws Problem `administrator_required`
 */
export function requireAdministrator(profile: Profile, named: readonly string[]): void {
  if (!isAdministrator(profile, named)) throw new Problem('administrator_required');
}

/**
 * Lets sessions pass that were signed in to with the second factor that the account has now.
 *
 * @param secondFactor - the session's
 * @throws Problem `second_factor_required`
 */
export function requireSecondFactor(profile: Profile, secondFactor: string | undefined): void {
  if (profile.secondFactor === undefined || profile.secondFactor !== secondFactor)
    throw new Problem('second_factor_required');
}

import type { Quota } from '#contract';
import type { Profile } from './records.ts';

/**
 * How much of the vault an account may take up.
 *
 * @param everybody - what the settings say
 */
export function quotaOf(profile: Pick<Profile, 'quota'> | undefined, everybody: Quota): Quota {
  return profile?.quota ?? everybody;
}

import { type Profile, readProfile } from '#accounts';
import { Problem } from '#contract';
import type { Attempt } from '#http';
import type { AuthDependencies } from './dependencies.ts';

/**
 * Asks somebody who is signed in for his password again: an access token alone, which may be stolen, is not to change who can sign
 * in. The attempt counts until it is said to have succeeded.
 *
 * @param address - of the client
 * @returns the account as it stands now
 * @throws Problem `session_ended`, `password_wrong` or `rate_limited`
 */
export async function requirePassword(
  { accounts, limiter, passwords }: AuthDependencies,
  user: string,
  password: string,
  address: string,
): Promise<{ profile: Profile; attempt: Attempt }> {
  const attempt = await limiter('password', address, user);
  const profile = await readProfile(accounts, user);
  if (profile === undefined) throw new Problem('session_ended');
  if (!(await passwords.verify(password, profile.passwordHash))) throw new Problem('password_wrong');
  return { profile, attempt };
}

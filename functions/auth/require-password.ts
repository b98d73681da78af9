import { type Profile, readProfile } from '#accounts';
import { Problem } from '#contract';
import type { Attempt } from '#http';
import type { AuthDependencies } from './dependencies.ts';

/**
 * Verifies the password of a signed-in user again. An access token alone, which may be stolen, must not change how the user signs
 * in. The attempt counts as failed until the caller reports success.
 *
 * @param address - IP address of the client
 * @returns the current account and the attempt, to report success
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

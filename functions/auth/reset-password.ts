import { accountKeys, type Profile, readProfile } from '#accounts';
import { change, readItem, StaleRecord, sha256, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { nextGeneration, tidySessions } from './all-sessions.ts';
import { deleteKeys } from './api-keys.ts';
import type { AuthDependencies } from './dependencies.ts';
import { requireGoodPassword } from './new-password.ts';
import { passwordResetSchema } from './records.ts';

/**
 * Sets a new password with the token from an email. Ends all sessions and revokes all API keys, because they may be stolen. A
 * token can be used once and becomes invalid when the password changes. Two-factor authentication stays on.
 */
export function resetPasswordRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['resetPassword'] {
  const { accounts, sendMail, limiter, passwords, now } = dependencies;
  return async ({ body: { token, password }, client }) => {
    await limiter('reset', client.address);
    const Key = accountKeys.reset(sha256(token));
    const link = await readItem(accounts, Key, passwordResetSchema);
    if (link === undefined || new Date(link.endsAt) <= now()) throw new Problem('link_invalid');
    const profile = await readProfile(accounts, link.user);
    if (profile === undefined || sha256(profile.passwordHash) !== link.passwordMark)
      throw new Problem('link_invalid');
    // Checked before the link is used up, so that the user can choose another password.
    requireGoodPassword(password, profile.email);
    const set = { passwordHash: await passwords.hash(password), generation: nextGeneration(profile) };
    try {
      await transact(accounts, [
        { Delete: { TableName: accounts.name, Key, ConditionExpression: 'attribute_exists(pk)' } },
        change<Profile>(
          accounts,
          accountKeys.profile(profile.id),
          { set },
          { passwordHash: profile.passwordHash, generation: profile.generation },
        ),
      ]);
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('link_invalid', { cause });
      throw cause;
    }
    await tidySessions(accounts, profile.id);
    await deleteKeys(accounts, profile.id, now());
    await sendMail({ template: 'password-reset', user: profile.id });
    return { body: undefined };
  };
}

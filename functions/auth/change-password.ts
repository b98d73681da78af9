import { accountKeys, type Profile, type Session } from '#accounts';
import { change, StaleRecord, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import { nextGeneration, tidySessions } from './all-sessions.ts';
import type { AuthDependencies } from './dependencies.ts';
import { requireGoodPassword } from './new-password.ts';
import { requirePassword } from './require-password.ts';

/**
 * Changes the password and ends all other sessions. Requires the current password. API keys still work, so that programs are
 * not interrupted. The email to the owner says so.
 */
export function changePasswordRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['changePassword'] {
  const { accounts, passwords, sendMail } = dependencies;
  return async ({ body: { current, password }, principal: { user, session }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, current, client.address);
    await attempt.succeeded();
    requireGoodPassword(password, profile.email);
    const passwordHash = await passwords.hash(password);
    const generation = nextGeneration(profile);
    try {
      await transact(accounts, [
        change<Profile>(
          accounts,
          accountKeys.profile(user),
          { set: { passwordHash, generation } },
          { passwordHash: profile.passwordHash, generation: profile.generation },
        ),
        // The condition keeps a session that was ended during this request from being restored.
        change<Session>(
          accounts,
          accountKeys.session(user, session),
          { set: { generation } },
          { generation: profile.generation },
        ),
      ]);
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('conflict', { cause });
      throw cause;
    }
    await tidySessions(accounts, user, session);
    await sendMail({ template: 'password-changed', user });
    return { body: undefined };
  };
}

import { Problem } from '#contract';
import {
  accountKeys,
  endSessions,
  hashPassword,
  type Profile,
  type RouteHandlers,
  readProfile,
  StaleRecord,
  updateItem,
  verifyPassword,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { requireGoodPassword } from './new-password.ts';

/**
 * Changes the password of whoever knows the present one, and ends all of his other sessions. His API keys go on, for his programs
 * do; the mail says so.
 */
export function changePasswordRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['changePassword'] {
  const { table, accountsTable, sendMail, limiter } = dependencies;
  const accounts = { client: table, name: accountsTable };
  return async ({ body: { current, password }, principal: { user, session }, client }) => {
    const attempt = await limiter('password', client.address, user);
    const profile = await readProfile(table, accountsTable, user);
    if (profile === undefined) throw new Problem('session_ended');
    if (!(await verifyPassword(current, profile.passwordHash))) throw new Problem('password_wrong');
    await attempt.succeeded();
    requireGoodPassword(password, profile.email);
    const set = { passwordHash: await hashPassword(password) };
    try {
      await updateItem<Profile>(
        accounts,
        accountKeys.profile(user),
        { set },
        {
          passwordHash: profile.passwordHash,
        },
      );
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('conflict', { cause });
      throw cause;
    }
    await endSessions(accounts, user, session);
    await sendMail({ template: 'password-changed', user });
    return { body: undefined };
  };
}

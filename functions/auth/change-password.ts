import { Problem } from '#contract';
import {
  accountKeys,
  endSessions,
  hashPassword,
  type Profile,
  type RouteHandlers,
  StaleRecord,
  updateItem,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { requireGoodPassword } from './new-password.ts';
import { requirePassword } from './require-password.ts';

/**
 * Changes the password of whoever knows the present one, and ends all of his other sessions. His API keys go on, for his programs
 * do; the mail says so.
 */
export function changePasswordRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['changePassword'] {
  const { table, accountsTable, sendMail } = dependencies;
  const accounts = { client: table, name: accountsTable };
  return async ({ body: { current, password }, principal: { user, session }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, current, client.address);
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

import { Problem } from '#contract';
import {
  accountKeys,
  change,
  type Profile,
  type RouteHandlers,
  readProfile,
  StaleRecord,
  transact,
  verifyPassword,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { spendCode } from './spend-code.ts';

/** Switches the second factor off, for whoever has both the password and a code. */
export function removeSecondFactorRoute(
  dependencies: AuthDependencies,
): RouteHandlers<'auth'>['removeSecondFactor'] {
  const { table, accountsTable, limiter, sendMail } = dependencies;
  const accounts = { client: table, name: accountsTable };
  return async ({ body: { password, code }, principal: { user }, client }) => {
    const attempt = await limiter('password', client.address, user);
    const profile = await readProfile(table, accountsTable, user);
    if (profile === undefined) throw new Problem('session_ended');
    if (profile.secondFactor === undefined) throw new Problem('second_factor_off');
    if (!(await verifyPassword(password, profile.passwordHash))) throw new Problem('password_wrong');
    const id = await spendCode(dependencies, user, code, client.address);
    await attempt.succeeded();
    try {
      await transact(accounts, [
        {
          Delete: {
            TableName: accountsTable,
            Key: accountKeys.secondFactor(user),
            ConditionExpression: 'id = :id',
            ExpressionAttributeValues: { ':id': id },
          },
        },
        change<Profile>(
          accounts,
          accountKeys.profile(user),
          { remove: ['secondFactor'] },
          {
            secondFactor: id,
          },
        ),
      ]);
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('second_factor_off', { cause });
      throw cause;
    }
    await sendMail({ template: 'second-factor-off', user });
    return { body: undefined };
  };
}

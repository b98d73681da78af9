import { accountKeys, type Profile } from '#accounts';
import { change, StaleRecord, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { requirePassword } from './require-password.ts';
import { spendCode } from './spend-code.ts';

/** Turns off two-factor authentication. Requires the password and a code. */
export function removeSecondFactorRoute(
  dependencies: AuthDependencies,
): RouteHandlers<'auth'>['removeSecondFactor'] {
  const { accounts, sendMail } = dependencies;
  return async ({ body: { password, code }, principal: { user }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, password, client.address);
    if (profile.secondFactor === undefined) throw new Problem('second_factor_off');
    const id = await spendCode(dependencies, user, code, client.address);
    await attempt.succeeded();
    try {
      await transact(accounts, [
        {
          Delete: {
            TableName: accounts.name,
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

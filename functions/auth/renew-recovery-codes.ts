import { accountKeys } from '#accounts';
import { StaleRecord, updateItem } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import type { SecondFactorRecord } from './records.ts';
import { newRecoveryCodes, recordOfCodes } from './recovery-codes.ts';
import { requirePassword } from './require-password.ts';
import { spendCode } from './spend-code.ts';

/** Replaces the recovery codes. Requires the password and a code. */
export function renewRecoveryCodesRoute(
  dependencies: AuthDependencies,
): RouteHandlers<'auth'>['renewRecoveryCodes'] {
  const { accounts, sendMail } = dependencies;
  return async ({ body: { password, code }, principal: { user }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, password, client.address);
    if (profile.secondFactor === undefined) throw new Problem('second_factor_off');
    const id = await spendCode(dependencies, user, code, client.address);
    await attempt.succeeded();
    const codes = newRecoveryCodes();
    try {
      await updateItem<SecondFactorRecord>(
        accounts,
        accountKeys.secondFactor(user),
        { set: { recoveryCodes: recordOfCodes(codes) } },
        { id },
      );
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('second_factor_off', { cause });
      throw cause;
    }
    await sendMail({ template: 'recovery-codes-renewed', user });
    return { body: { recoveryCodes: codes } };
  };
}

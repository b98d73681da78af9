import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { newId } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { requirePassword } from './require-password.ts';
import { describeTotp, newTotpSecret } from './totp.ts';

/** Minutes until an unconfirmed secret expires. */
const SETUP_MINUTES = 60;

/**
 * Starts the setup of two-factor authentication: creates a secret for an app. Requires the password. Replaces an unconfirmed
 * secret. Sign-in does not change until the secret is confirmed.
 */
export function beginSecondFactorRoute(
  dependencies: AuthDependencies,
): RouteHandlers<'auth'>['beginSecondFactor'] {
  const { accounts, sealer, now } = dependencies;
  return async ({ body: { password }, principal: { user }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, password, client.address);
    await attempt.succeeded();
    if (profile.secondFactor !== undefined) throw new Problem('second_factor_on');
    const secret = newTotpSecret();
    const endsAt = new Date(now().getTime() + SETUP_MINUTES * 60_000);
    const Item = {
      ...accountKeys.begunSecondFactor(user),
      id: newId(now()),
      sealedSecret: await sealer.seal(user, secret),
      endsAt: endsAt.toISOString(),
      expires: Math.ceil(endsAt.getTime() / 1000),
    };
    await accounts.client.send(new PutCommand({ TableName: accounts.name, Item }));
    return { body: describeTotp(secret, profile.email) };
  };
}

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { newId, newSecret, sha256 } from '#aws';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findProfile } from './find-profile.ts';

/** Minutes until a link to set a new password expires. */
export const LINK_MINUTES = 30;

/**
 * Sends a link to set a new password. For an address without an account, the same steps are done for a user that does not exist,
 * and the notifier sends no email. The response does not reveal whether the address has an account.
 */
export function forgotPasswordRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['forgotPassword'] {
  const { accounts, sendMail, limiter, passwords, now } = dependencies;
  return async ({ body: { email }, client }) => {
    await limiter('forgot', client.address, email);
    const profile = await findProfile(dependencies, email);
    const user = profile?.id ?? newId(now());
    const token = newSecret();
    const endsAt = new Date(now().getTime() + LINK_MINUTES * 60_000);
    const Item = {
      ...accountKeys.reset(sha256(token)),
      user,
      passwordMark: sha256(profile?.passwordHash ?? passwords.unmatched),
      endsAt: endsAt.toISOString(),
      expires: Math.ceil(endsAt.getTime() / 1000),
    };
    await accounts.client.send(new PutCommand({ TableName: accounts.name, Item }));
    await sendMail({ template: 'reset-password', user, token });
    return { body: undefined };
  };
}

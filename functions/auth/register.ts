import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { newSecret, sha256 } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { requireInvite } from './invites.ts';
import { mayRegister } from './may-register.ts';
import { requireGoodPassword } from './new-password.ts';
import { emailHolderSchema } from './records.ts';

/** Hours until the link in the email expires. */
export const LINK_HOURS = 24;

/**
 * Registers an email address: sends an email with a link. Response and work are the same whether or not the address already has
 * an account. If it has one, only the email says so.
 */
export function registerRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['register'] {
  const { accounts, sendMail, limiter, passwords, now } = dependencies;
  return async ({ body: { email, password, name, invite }, client }) => {
    await limiter('register', client.address, email);
    const inviteHash = await admit(dependencies, email, invite);
    requireGoodPassword(password, email);
    const passwordHash = await passwords.hash(password);
    const { Item } = await accounts.client.send(
      new GetCommand({ TableName: accounts.name, Key: accountKeys.email(email), ConsistentRead: true }),
    );
    const token = newSecret();
    const endsAt = new Date(now().getTime() + LINK_HOURS * 3600_000);
    await accounts.client.send(
      new PutCommand({
        TableName: accounts.name,
        Item: {
          ...accountKeys.link(sha256(token)),
          email,
          name,
          passwordHash,
          ...(inviteHash !== undefined && { invite: inviteHash }),
          endsAt: endsAt.toISOString(),
          expires: Math.ceil(endsAt.getTime() / 1000),
        },
      }),
    );
    const holder = Item === undefined ? undefined : emailHolderSchema.parse(Item);
    await sendMail(
      holder === undefined
        ? { template: 'confirm-address', to: email, name, token }
        : { template: 'address-known', user: holder.user },
    );
    return { body: undefined };
  };
}

/**
 * Checks that an address may register, by the settings or with an invitation.
 *
 * @returns the SHA-256 of the invitation's token, or undefined if no invitation is required
 * @throws Problem `registration_closed` or `invite_invalid`
 */
async function admit(
  dependencies: AuthDependencies,
  email: string,
  invite: string | undefined,
): Promise<string | undefined> {
  if (mayRegister(dependencies.registration, email)) return undefined;
  if (invite === undefined) throw new Problem('registration_closed');
  return requireInvite(dependencies, invite, email);
}

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

/** For how long a link in a mail can be used. */
export const LINK_HOURS = 24;

/**
 * Registers an address: a mail with a link is all that happens. Answer and work are the same whether or not the address
 * has an account; if it has, the mail says so to whoever reads it.
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
 * Lets those pass who may register: by the settings, or by an invitation.
 *
 * @returns the SHA-256 of the invitation's token, where it takes one
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

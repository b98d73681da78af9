import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, type Profile } from '#accounts';
import { type ItemKey, newId, putNew, StaleRecord, sha256, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findInvite } from './invites.ts';
import { pendingAccountSchema } from './records.ts';
import { LISTED } from './user-index.ts';

/** Confirms an email address with the token from the email and creates the account. A token can be used once. */
export function confirmRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['verify'] {
  const { accounts, limiter, firstUserIsAdministrator, now } = dependencies;
  return async ({ body: { token }, client }) => {
    await limiter('verify', client.address);
    const Key = accountKeys.link(sha256(token));
    const { Item } = await accounts.client.send(
      new GetCommand({ TableName: accounts.name, Key, ConsistentRead: true }),
    );
    if (Item === undefined) throw new Problem('link_invalid');
    const { email, name, passwordHash, invite, endsAt } = pendingAccountSchema.parse(Item);
    if (new Date(endsAt) <= now()) throw new Problem('link_invalid');
    if (invite !== undefined && (await findInvite(dependencies, invite)) === undefined)
      throw new Problem('link_invalid');
    const used = [Key, ...(invite === undefined ? [] : [accountKeys.invite(invite)])];
    const profile: Profile = {
      id: newId(now()),
      email,
      name,
      passwordHash,
      createdAt: now().toISOString(),
    };
    try {
      if (firstUserIsAdministrator && (await isFirst(dependencies)))
        await makeFirst(dependencies, used, profile);
      else await makeAccount(dependencies, used, profile);
    } catch (cause) {
      // Another request used the token, or the address was confirmed with another link.
      if (cause instanceof StaleRecord) throw new Problem('link_invalid', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}

/**
 * @param used - the keys of the link and the invitation, if any. Each can create one account
 * @throws StaleRecord if one of them was already used or the address already has an account
 */
async function makeAccount(
  { accounts }: AuthDependencies,
  used: readonly ItemKey[],
  profile: Profile,
): Promise<void> {
  await transact(accounts, [
    ...used.map((Key) => ({
      Delete: { TableName: accounts.name, Key, ConditionExpression: 'attribute_exists(pk)' },
    })),
    putNew(accounts, accountKeys.email(profile.email), { user: profile.id }),
    putNew(accounts, accountKeys.profile(profile.id), { ...LISTED, ...profile }),
    ...(profile.administrator === true
      ? [putNew(accounts, accountKeys.firstUser, { user: profile.id })]
      : []),
  ]);
}

/** Creates the first account as an administrator, or as a regular account if another request created the first one. */
async function makeFirst(
  dependencies: AuthDependencies,
  used: readonly ItemKey[],
  profile: Profile,
): Promise<void> {
  try {
    await makeAccount(dependencies, used, { ...profile, administrator: true });
  } catch (error) {
    if (!(error instanceof StaleRecord) || (await isFirst(dependencies))) throw error;
    await makeAccount(dependencies, used, profile);
  }
}

async function isFirst({ accounts }: AuthDependencies): Promise<boolean> {
  const { Item } = await accounts.client.send(
    new GetCommand({ TableName: accounts.name, Key: accountKeys.firstUser, ConsistentRead: true }),
  );
  return Item === undefined;
}

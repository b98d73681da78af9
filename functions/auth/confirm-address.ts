import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, type Profile } from '#accounts';
import { type ItemKey, newId, putNew, StaleRecord, sha256, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { findInvite } from './invites.ts';
import { pendingAccountSchema } from './records.ts';
import { LISTED } from './user-index.ts';

/** Confirms an address with the token that a mail carried, and makes the account. A token is good once. */
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
      // Used by another request, or the address was confirmed with another link.
      if (cause instanceof StaleRecord) throw new Problem('link_invalid', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}

/**
 * @param used - the link, and the invitation where there is one: each makes one account
 * @throws StaleRecord where one of them is used, or somebody has the address
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

/** Makes the first account an administrator's; whom another was quicker than gets one like everybody's. */
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

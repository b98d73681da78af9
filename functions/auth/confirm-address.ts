import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#contract';
import {
  accountKeys,
  type ItemKey,
  LISTED,
  newId,
  type Profile,
  pendingAccountSchema,
  type RouteHandlers,
  sha256,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';

/** Confirms an address with the token that a mail carried, and makes the account. A token is good once. */
export function confirmRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['verify'] {
  const { table, accountsTable, limiter, firstUserIsAdministrator, now } = dependencies;
  return async ({ body: { token }, client }) => {
    await limiter('verify', client.address);
    const Key = accountKeys.link(sha256(token));
    const { Item } = await table.send(
      new GetCommand({ TableName: accountsTable, Key, ConsistentRead: true }),
    );
    if (Item === undefined) throw new Problem('link_invalid');
    const { email, name, passwordHash, invite, endsAt } = pendingAccountSchema.parse(Item);
    if (new Date(endsAt) <= now()) throw new Problem('link_invalid');
    const used = [Key, ...(invite === undefined ? [] : [accountKeys.invite(invite)])];
    const profile: Profile = {
      id: newId(now()),
      email,
      name,
      passwordHash,
      createdAt: now().toISOString(),
    };
    if (firstUserIsAdministrator && (await isFirst(dependencies)))
      await makeAccount(dependencies, used, { ...profile, administrator: true });
    else await makeAccount(dependencies, used, profile);
    return { body: undefined };
  };
}

/**
 * @param used - the link, and the invitation where there is one: each makes one account
 * @throws Problem `link_invalid`
 */
async function makeAccount(
  { table, accountsTable: TableName }: AuthDependencies,
  used: readonly ItemKey[],
  profile: Profile,
): Promise<void> {
  const holder = { ...accountKeys.email(profile.email), user: profile.id };
  const ConditionExpression = 'attribute_not_exists(pk)';
  const first = {
    Put: { TableName, Item: { ...accountKeys.firstUser, user: profile.id }, ConditionExpression },
  };
  try {
    await table.send(
      new TransactWriteCommand({
        TransactItems: [
          ...used.map((Key) => ({
            Delete: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' },
          })),
          { Put: { TableName, Item: holder, ConditionExpression } },
          {
            Put: {
              TableName,
              Item: { ...accountKeys.profile(profile.id), ...LISTED, ...profile },
              ConditionExpression,
            },
          },
          ...(profile.administrator === true ? [first] : []),
        ],
      }),
    );
  } catch (cause) {
    // Used by another request, or the address was confirmed with another link; or two were first, and one of them tries again.
    if (cause instanceof TransactionCanceledException) throw new Problem('link_invalid', { cause });
    throw cause;
  }
}

async function isFirst({ table, accountsTable: TableName }: AuthDependencies): Promise<boolean> {
  const { Item } = await table.send(
    new GetCommand({ TableName, Key: accountKeys.firstUser, ConsistentRead: true }),
  );
  return Item === undefined;
}

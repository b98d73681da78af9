import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#contract';
import {
  accountKeys,
  newId,
  type Profile,
  pendingAccountSchema,
  type RouteHandlers,
  sha256,
} from '#platform';
import type { AuthDependencies } from './dependencies.ts';

/** Confirms an address with the token that a mail carried, and makes the account. A token is good once. */
export function confirmRoute({
  table,
  accountsTable,
  now,
}: AuthDependencies): RouteHandlers<'auth'>['verify'] {
  return async ({ body: { token } }) => {
    const Key = accountKeys.link(sha256(token));
    const { Item } = await table.send(
      new GetCommand({ TableName: accountsTable, Key, ConsistentRead: true }),
    );
    if (Item === undefined) throw new Problem('link_invalid');
    const { email, name, passwordHash, endsAt } = pendingAccountSchema.parse(Item);
    if (new Date(endsAt) <= now()) throw new Problem('link_invalid');

    const id = newId(now());
    const profile: Profile = { id, email, name, passwordHash, createdAt: now().toISOString() };
    const TableName = accountsTable;
    const ConditionExpression = 'attribute_not_exists(pk)';
    try {
      await table.send(
        new TransactWriteCommand({
          TransactItems: [
            { Delete: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' } },
            { Put: { TableName, Item: { ...accountKeys.email(email), user: id }, ConditionExpression } },
            { Put: { TableName, Item: { ...accountKeys.profile(id), ...profile }, ConditionExpression } },
          ],
        }),
      );
    } catch (cause) {
      // Used by another request, or the address was confirmed with another link.
      if (cause instanceof TransactionCanceledException) throw new Problem('link_invalid', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}

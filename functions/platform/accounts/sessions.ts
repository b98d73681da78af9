import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { VaultTable } from '../vault/vault-table.ts';
import { accountKeys, type Session, sessionSchema } from './records.ts';

/** A session as it stands now, or undefined where it has ended. */
export async function readSession(
  table: DynamoDBDocumentClient,
  TableName: string,
  user: string,
  session: string,
): Promise<Session | undefined> {
  const { Item } = await table.send(
    new GetCommand({ TableName, Key: accountKeys.session(user, session), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : sessionSchema.parse(Item);
}

/** Every session of an account that DynamoDB has not tidied away, the newest first. */
async function listSessions({ client, name }: VaultTable, user: string): Promise<Session[]> {
  const { pk, sk } = accountKeys.session(user, '');
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      ConsistentRead: true,
    },
  );
  const sessions: Session[] = [];
  for await (const { Items } of pages) sessions.push(...z.array(sessionSchema).parse(Items ?? []));
  return sessions;
}

/**
 * Ends all sessions of an account, and their access tokens with them.
 *
 * @param except - the one that goes on
 */
export async function endSessions(accounts: VaultTable, user: string, except?: string): Promise<void> {
  for (const { id } of await listSessions(accounts, user)) {
    if (id === except) continue;
    const Key = accountKeys.session(user, id);
    await accounts.client.send(new DeleteCommand({ TableName: accounts.name, Key }));
  }
}

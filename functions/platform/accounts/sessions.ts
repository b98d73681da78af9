import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
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

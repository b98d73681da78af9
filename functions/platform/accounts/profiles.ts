import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, type Profile, profileSchema } from './records.ts';

/** An account by its id, or undefined where there is none. */
export async function readProfile(
  table: DynamoDBDocumentClient,
  TableName: string,
  user: string,
): Promise<Profile | undefined> {
  const { Item } = await table.send(
    new GetCommand({ TableName, Key: accountKeys.profile(user), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : profileSchema.parse(Item);
}

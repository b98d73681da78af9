import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, type Profile, readProfile } from '#accounts';
import type { AuthDependencies } from './dependencies.ts';
import { emailHolderSchema } from './records.ts';

/**
 * Finds the account of an email address. Always reads twice, so that the response time does not reveal whether the address has
 * an account.
 *
 * @param email - in lower case
 */
export async function findProfile(
  { accounts }: AuthDependencies,
  email: string,
): Promise<Profile | undefined> {
  const Key = accountKeys.email(email);
  const { Item } = await accounts.client.send(
    new GetCommand({ TableName: accounts.name, Key, ConsistentRead: true }),
  );
  const user = Item === undefined ? 'nobody' : emailHolderSchema.parse(Item).user;
  return readProfile(accounts, user);
}

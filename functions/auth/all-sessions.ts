import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { accountKeys, type Profile, sessionSchema } from '#accounts';
import type { TableHandle } from '#aws';

/**
 * The generation of an account whose sessions end, all of them at once and however many there are, with the write that sets it in the
 * profile. A session that is to go on gets it, too.
 */
export function nextGeneration(profile: Pick<Profile, 'generation'> | undefined): number {
  return (profile?.generation ?? 0) + 1;
}

/** Sessions that are deleted at a time: what one request has time for. */
const TIDIED = 100;

/**
 * Deletes sessions of an account that have ended with all others, the newest first. The rest are refused all the same, until
 * DynamoDB tidies them away.
 *
 * @param except - the one that goes on
 */
export async function tidySessions(
  { client, name }: TableHandle,
  user: string,
  except?: string,
): Promise<void> {
  const { pk, sk } = accountKeys.session(user, '');
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: TIDIED,
    }),
  );
  for (const { id } of z.array(sessionSchema).parse(Items ?? [])) {
    if (id === except) continue;
    await client.send(new DeleteCommand({ TableName: name, Key: accountKeys.session(user, id) }));
  }
}

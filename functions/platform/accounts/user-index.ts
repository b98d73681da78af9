import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { idSchema } from '#contract';
import type { VaultTable } from '../vault/vault-table.ts';
import { accountKeys } from './records.ts';

/** The index of `Accounts` that holds profiles and nothing else, by when they were made. */
const USER_INDEX = 'users';
/** What puts a profile into it: the index's only partition. */
export const LISTED = { kind: 'USER' } as const;

/**
 * The ids of accounts, newest first. A page costs the same however many sessions and keys there are.
 *
 * @param after - the last id of the page before
 */
export async function listUserIds(
  accounts: VaultTable,
  limit: number,
  after: string | undefined,
): Promise<{ ids: string[]; isMore: boolean }> {
  const page = await accounts.client.send(
    new QueryCommand({
      TableName: accounts.name,
      IndexName: USER_INDEX,
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': LISTED.kind },
      ScanIndexForward: false,
      // One more: only then is it known whether a page follows.
      Limit: limit + 1,
      ...(after !== undefined && {
        ExclusiveStartKey: { ...accountKeys.profile(after), ...LISTED, id: after },
      }),
    }),
  );
  const ids = z
    .array(z.object({ id: idSchema }))
    .parse(page.Items ?? [])
    .map(({ id }) => id);
  return { ids: ids.slice(0, limit), isMore: ids.length > limit };
}

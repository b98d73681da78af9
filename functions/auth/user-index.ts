import * as z from 'zod';
import { accountKeys } from '#accounts';
import { type Page, readPage, type TableHandle } from '#aws';
import { idSchema } from '#contract';

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
  accounts: TableHandle,
  limit: number,
  after: string | undefined,
): Promise<Page<{ id: string }>> {
  const query = {
    IndexName: USER_INDEX,
    KeyConditionExpression: 'kind = :kind',
    ExpressionAttributeValues: { ':kind': LISTED.kind },
    ScanIndexForward: false,
    ...(after !== undefined && {
      ExclusiveStartKey: { ...accountKeys.profile(after), ...LISTED, id: after },
    }),
  };
  return readPage(accounts, query, z.object({ id: idSchema }), limit);
}

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#contract';
import { readProfile } from './profiles.ts';

/**
 * Lets administrators pass: whom the settings name by address, and on a laptop the first user.
 *
 * @param named - addresses in lower case
 * @throws Problem `administrator_required`
 */
export async function requireAdministrator(
  table: DynamoDBDocumentClient,
  accountsTable: string,
  user: string,
  named: readonly string[],
): Promise<void> {
  const profile = await readProfile(table, accountsTable, user);
  if (profile === undefined) throw new Problem('administrator_required');
  if (profile.administrator !== true && !named.includes(profile.email))
    throw new Problem('administrator_required');
}

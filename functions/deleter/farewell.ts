import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { accountKeys } from '#accounts';
import { readItem } from '#aws';
import type { DeleterDependencies } from './dependencies.ts';

/** The last that is known of an account, until its owner was told, as stored in `Accounts`: `pk` `USER#id`, `sk` `FAREWELL`. */
export const farewellSchema = z.object({ email: z.string(), name: z.string(), at: z.string() });
export type Farewell = z.infer<typeof farewellSchema>;

/** Milliseconds after which whoever wrote a farewell is not at work any more: an invocation is over by then. */
const OVER = 15 * 60_000;

/** Tells the owner that his account is gone, and forgets where he was told. */
export async function bidFarewell(
  { accounts, sendMail }: DeleterDependencies,
  user: string,
  { email, name }: Farewell,
): Promise<void> {
  await sendMail({ template: 'account-deleted', to: email, name });
  await accounts.client.send(
    new DeleteCommand({ TableName: accounts.name, Key: accountKeys.farewell(user) }),
  );
}

/**
 * Does what a worker left that died between deleting the account and telling its owner.
 *
 * @throws Error while that worker may still be at it: the message is to come again
 */
export async function catchUpOnFarewell(dependencies: DeleterDependencies, user: string): Promise<void> {
  const farewell = await readItem(dependencies.accounts, accountKeys.farewell(user), farewellSchema);
  if (farewell === undefined) return;
  if (dependencies.now().getTime() - new Date(farewell.at).getTime() < OVER)
    throw new Error('another delivery is about to tell the owner');
  await bidFarewell(dependencies, user, farewell);
}

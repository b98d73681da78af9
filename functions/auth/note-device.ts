import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { readItem, sha256 } from '#aws';
import { describeUserAgent } from '#contract';
import { type Client, networkOf } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { meetDevice } from './known-devices.ts';
import { devicesSchema } from './records.ts';

/**
 * Remembers what somebody signs in with: the kind of program, and the network. Of both no more than a hash is kept. Where two sign
 * in at once one may forget what the other has learned, which costs a mail too many later.
 *
 * @returns whether the owner should hear of it
 */
export async function noteDevice(
  { accounts, now }: AuthDependencies,
  user: string,
  client: Client,
): Promise<boolean> {
  const Key = accountKeys.devices(user);
  const known = await readItem(accounts, Key, devicesSchema);
  const traits = [`program ${describeUserAgent(client.userAgent)}`, `network ${networkOf(client.address)}`];
  const { devices, isNews } = meetDevice(
    known,
    traits.map((trait) => sha256(`${user} ${trait}`)),
    now(),
  );
  await accounts.client.send(new PutCommand({ TableName: accounts.name, Item: { ...Key, ...devices } }));
  return isNews;
}

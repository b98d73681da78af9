import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import { readItem, sha256 } from '#aws';
import { describeUserAgent } from '#contract';
import { type Client, networkOf } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { recognizeDevice } from './known-devices.ts';
import { devicesSchema } from './records.ts';

/**
 * Remembers the program and the network of a sign-in. Only their hashes are stored. Two concurrent sign-ins can overwrite each
 * other, which at worst causes an unnecessary email later.
 *
 * @returns whether to notify the owner
 */
export async function noteDevice(
  { accounts, now }: AuthDependencies,
  user: string,
  client: Client,
): Promise<boolean> {
  const Key = accountKeys.devices(user);
  const known = await readItem(accounts, Key, devicesSchema);
  const traits = [`program ${describeUserAgent(client.userAgent)}`, `network ${networkOf(client.address)}`];
  const { devices, isNew } = recognizeDevice(
    known,
    traits.map((trait) => sha256(`${user} ${trait}`)),
    now(),
  );
  await accounts.client.send(new PutCommand({ TableName: accounts.name, Item: { ...Key, ...devices } }));
  return isNew;
}

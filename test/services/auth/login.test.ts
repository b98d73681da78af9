import { randomUUID, scryptSync } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountKeys, readProfile } from '#accounts';
import { PASSWORD } from '../../setup/vault-client.ts';
import { codeOf, type FrontDesk, frontDeskOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
let desk: FrontDesk;
beforeAll(async () => {
  vault = await openIdleVault();
  desk = frontDeskOf(vault);
});
afterAll(() => vault?.[Symbol.asyncDispose]());

it('an unconfirmed address cannot sign in or reset its password', async () => {
  const email = `${randomUUID()}@example.org`;
  await desk.register(email);
  expect(await codeOf(desk.signIn(email))).toBe('invalid_credentials');
  const confirmation = desk.tokenIn('confirm-address');
  await desk.forget(email);
  const link = desk.tokenIn('reset-password');
  expect(await codeOf(desk.reset(link, 'a good new password'))).toBe('link_invalid');
  await desk.confirm(confirmation);
  await desk.signIn(email);
  // The link stays invalid after the account is created.
  expect(await codeOf(desk.reset(link, 'a good new password'))).toBe('link_invalid');
});

it('a password hash with a lower cost is replaced at sign-in', async () => {
  const email = `${randomUUID()}@example.org`;
  const { user } = await desk.callerOf((await desk.createAccount(email)).accessToken);
  const hashOf = async () => (await readProfile(vault.accounts, user))?.passwordHash ?? '';
  const salt = Buffer.from('0123456789abcdef');
  const hash = scryptSync(PASSWORD, salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  const [saltText, hashText] = [salt, hash].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  const before = `$scrypt$ln=14,r=8,p=1$${saltText}$${hashText}`;
  await vault.accounts.client.send(
    new UpdateCommand({
      TableName: vault.accounts.name,
      Key: accountKeys.profile(user),
      UpdateExpression: 'SET passwordHash = :hash',
      ExpressionAttributeValues: { ':hash': before },
    }),
  );

  expect(await codeOf(desk.signIn(email, 'not the password'))).toBe('invalid_credentials');
  expect(await hashOf()).toBe(before);
  await desk.signIn(email);
  const after = await hashOf();
  expect(after).toMatch(/^\$scrypt\$ln=1,r=8,p=1\$/);
  // The second sign-in changes nothing.
  await desk.signIn(email);
  expect(await hashOf()).toBe(after);
  expect(await codeOf(desk.signIn(email, 'not the password'))).toBe('invalid_credentials');
});

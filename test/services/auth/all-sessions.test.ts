import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiKeyRecord, accountKeys, apiKeyRecordSchema, type Session } from '#accounts';
import { newId, readItem } from '#aws';
import { authenticatorOf } from '../../setup/authenticator.ts';
import { codeOf, type FrontDesk, frontDeskOf } from '../front-desk.ts';
import { type IdleVault, openIdleVault } from '../idle-vault.ts';

let vault: IdleVault;
let desk: FrontDesk;
beforeAll(async () => {
  vault = await openIdleVault();
  desk = frontDeskOf(vault);
});
afterAll(() => vault[Symbol.asyncDispose]());

/** More sessions than one request has time to delete, as a program leaves them that signs in all day. */
async function signInAllDay(user: string): Promise<void> {
  const sessions = Array.from({ length: 120 }, (): Session => {
    const at = vault.now();
    return {
      id: newId(at),
      user,
      createdAt: at.toISOString(),
      lastUsedAt: at.toISOString(),
      endsAt: new Date(at.getTime() + 3600_000).toISOString(),
      address: '192.0.2.1',
      familyHash: 'none',
      currentHash: 'none',
    };
  });
  const { client, name: TableName } = vault.accounts;
  for (const session of sessions) {
    const Item = { ...accountKeys.session(user, session.id), ...session };
    await client.send(new PutCommand({ TableName, Item }));
  }
}

it('a new password ends every session at once, however many there are', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.admit(email);
  const { user } = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await signInAllDay(user);

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');

  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  expect(await codeOf(desk.refresh(thief.refreshToken))).toBe('session_ended');
  const owner = await desk.signIn(email, 'a good new password');
  const { items } = (await desk.sessionsOf(owner.accessToken)).body;
  expect(items.map(({ current }) => current)).toEqual([true]);
  await desk.refresh(owner.refreshToken);
  // Another time, too: what was ended before does not come back.
  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a better new password');
  for (const { accessToken } of [thief, owner])
    expect(await codeOf(desk.callerOf(accessToken))).toBe('session_ended');
});

it('a new password ends an API key behind however many others that have ended', async () => {
  const email = `${randomUUID()}@example.org`;
  const { user } = await desk.callerOf((await desk.admit(email)).accessToken);
  const put = async (endsInDays: number, name: string): Promise<string> => {
    const id = newId(vault.now());
    const endsAt = new Date(vault.now().getTime() + endsInDays * 24 * 3600_000).toISOString();
    const key: ApiKeyRecord = {
      id,
      user,
      name,
      scopes: ['files:read'],
      createdAt: endsAt,
      endsAt,
      hash: 'none',
    };
    const Item = { ...accountKeys.apiKey(user, id), ...key };
    await vault.accounts.client.send(new PutCommand({ TableName: vault.accounts.name, Item }));
    return id;
  };
  const good = await put(30, 'backup');
  vault.pass(1000);
  // More than a page of DynamoDB: 1 MB.
  for (let count = 0; count < 12; count += 1) await put(-1, 'x'.repeat(100_000));

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');
  expect(await readItem(vault.accounts, accountKeys.apiKey(user, good), apiKeyRecordSchema)).toBeUndefined();
});

it('a second factor ends every session but the one in which it was switched on', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.admit(email);
  const { user } = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await signInAllDay(user);
  vault.pass(1000);
  const { accessToken, refreshToken } = await desk.signIn(email);
  const { body: begun } = await desk.beginSecondFactor(accessToken);
  const code = authenticatorOf(begun.uri).at(vault.now());
  await desk.confirmSecondFactor(accessToken, code);

  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  await desk.callerOf(accessToken);
  await desk.callerOf((await desk.refresh(refreshToken)).accessToken);
});

it('a session that is ended while a request of it is under way does not come back with what the request does', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.admit(email);
  const letIn = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await signInAllDay(letIn.user);
  vault.pass(1000);
  const owner = await desk.signIn(email);
  const { body: begun } = await desk.beginSecondFactor(owner.accessToken);
  await desk.confirmSecondFactor(owner.accessToken, authenticatorOf(begun.uri).at(vault.now()));

  expect(await codeOf(desk.changePassword(letIn, 'a password of the thief'))).toBe('conflict');
  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  await desk.callerOf(owner.accessToken);
});

it('a session that is ended while it confirms a second factor switches none on', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.admit(email);
  const letIn = await desk.callerOf(thief.accessToken);
  const { body: begun } = await desk.beginSecondFactor(thief.accessToken);
  vault.pass(1000);
  await signInAllDay(letIn.user);

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');
  const code = authenticatorOf(begun.uri).at(vault.now());
  expect(await codeOf(desk.confirmSecondFactor(letIn, code))).toBe('session_ended');
  await desk.signIn(email, 'a good new password');
});

it('an account that is disabled while its owner changes the password gets no session back when it is let in again', async () => {
  const email = `${randomUUID()}@example.org`;
  const { accessToken } = await desk.admit(email);
  const owner = await desk.callerOf(accessToken);

  const { middlewareStack } = vault.accounts.client;
  const name = 'meanwhile';
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (commandName === 'UpdateItemCommand') {
          middlewareStack.remove(name);
          await desk.changePassword(owner, 'another good password');
          vault.pass(1000);
          await signInAllDay(owner.user);
        }
        return next(args);
      },
    { step: 'initialize', name },
  );
  await desk.updateUser(owner.user, { disabled: true });
  await desk.updateUser(owner.user, { disabled: false });
  expect(desk.mails.at(-1)?.template).toBe('password-changed');
  expect(await codeOf(desk.callerOf(accessToken))).toBe('session_ended');
  await desk.callerOf((await desk.signIn(email, 'another good password')).accessToken);
});

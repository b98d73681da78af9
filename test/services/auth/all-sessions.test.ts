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

/** Creates more sessions than one request can delete, as a program does that signs in all day. */
async function createManySessions(user: string): Promise<void> {
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

it('a new password ends every session, for any number of sessions', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.createAccount(email);
  const { user } = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await createManySessions(user);

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');

  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  expect(await codeOf(desk.refresh(thief.refreshToken))).toBe('session_ended');
  const owner = await desk.signIn(email, 'a good new password');
  const { items } = (await desk.sessionsOf(owner.accessToken)).body;
  expect(items.map(({ current }) => current)).toEqual([true]);
  await desk.refresh(owner.refreshToken);
  // A second reset does not restore sessions that the first one ended.
  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a better new password');
  for (const { accessToken } of [thief, owner])
    expect(await codeOf(desk.callerOf(accessToken))).toBe('session_ended');
});

it('a new password revokes an API key that comes after many expired ones', async () => {
  const email = `${randomUUID()}@example.org`;
  const { user } = await desk.callerOf((await desk.createAccount(email)).accessToken);
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
  // This fills more than one DynamoDB page of 1 MB.
  for (let count = 0; count < 12; count += 1) await put(-1, 'x'.repeat(100_000));

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');
  expect(await readItem(vault.accounts, accountKeys.apiKey(user, good), apiKeyRecordSchema)).toBeUndefined();
});

it('turning on 2FA ends every session except the one that turned it on', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.createAccount(email);
  const { user } = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await createManySessions(user);
  vault.pass(1000);
  const { accessToken, refreshToken } = await desk.signIn(email);
  const { body: enrolment } = await desk.beginSecondFactor(accessToken);
  const code = authenticatorOf(enrolment.uri).at(vault.now());
  await desk.confirmSecondFactor(accessToken, code);

  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  await desk.callerOf(accessToken);
  await desk.callerOf((await desk.refresh(refreshToken)).accessToken);
});

it('a session that is ended during a request is not restored by the request', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.createAccount(email);
  const principal = await desk.callerOf(thief.accessToken);
  vault.pass(1000);
  await createManySessions(principal.user);
  vault.pass(1000);
  const owner = await desk.signIn(email);
  const { body: enrolment } = await desk.beginSecondFactor(owner.accessToken);
  await desk.confirmSecondFactor(owner.accessToken, authenticatorOf(enrolment.uri).at(vault.now()));

  expect(await codeOf(desk.changePassword(principal, 'a password of the thief'))).toBe('conflict');
  expect(await codeOf(desk.callerOf(thief.accessToken))).toBe('session_ended');
  await desk.callerOf(owner.accessToken);
});

it('a session that is ended while it confirms 2FA does not turn it on', async () => {
  const email = `${randomUUID()}@example.org`;
  const thief = await desk.createAccount(email);
  const principal = await desk.callerOf(thief.accessToken);
  const { body: enrolment } = await desk.beginSecondFactor(thief.accessToken);
  vault.pass(1000);
  await createManySessions(principal.user);

  await desk.forget(email);
  await desk.reset(desk.tokenIn('reset-password'), 'a good new password');
  const code = authenticatorOf(enrolment.uri).at(vault.now());
  expect(await codeOf(desk.confirmSecondFactor(principal, code))).toBe('session_ended');
  await desk.signIn(email, 'a good new password');
});

it('an account that is disabled during a password change has no old session after it is enabled', async () => {
  const email = `${randomUUID()}@example.org`;
  const { accessToken } = await desk.createAccount(email);
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
          await createManySessions(owner.user);
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

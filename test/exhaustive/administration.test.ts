import { randomUUID } from 'node:crypto';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedUser } from '#contract';
import { turnOnTwoFactor } from '../setup/authenticator.ts';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { samplePng } from '../setup/sample-files.ts';
import { downloadReady, share } from '../setup/share-client.ts';
import {
  clientOf,
  PASSWORD,
  registerAndConfirm,
  signedInAgain,
  stranger,
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  userIdOf,
  type VaultClient,
  withApiKey,
} from '../setup/vault-client.ts';

const ROOT = 'root@example.org';
const QUOTA = { bytes: 1_000_000, files: 10 };

let vault: OwnVault;
let root: VaultClient;
beforeAll(async () => {
  vault = await startTemporaryVault({
    registration: 'invite',
    administrators: ROOT,
    quotaBytes: QUOTA.bytes,
    quotaFiles: QUOTA.files,
  });
  root = await registerAndSignIn(ROOT);
  await turnOnTwoFactor(root);
});
afterAll(() => vault.stop());

/** Registers an address, confirms it and signs in. */
async function registerAndSignIn(email: string, invite?: string): Promise<VaultClient> {
  const client = clientOf(vault, email);
  await registerAndConfirm(client, { invite });
  return signedInAgain(client);
}

/** Invites an address and returns the token of the link in the email. */
async function inviteTokenFor(email: string, by = root): Promise<string> {
  await by.call('invite', { body: { email } });
  const { text } = await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
  return /\/register#invite=([\w-]+)/.exec(text)?.[1] ?? '';
}

/** The number of invitations to an address, sent or not. */
async function invitationsTo(address: string): Promise<number> {
  const TableName = await vault.tableNamed('accounts');
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  return Items.filter(({ pk, email }) => String(pk).startsWith('INVITE#') && email === address).length;
}

async function invitedUser(): Promise<VaultClient> {
  const { email } = stranger(vault);
  return registerAndSignIn(email, await inviteTokenFor(email));
}

/** Sets whether an account is an administrator's. */
async function setAdministrator(client: VaultClient, administrator: boolean): Promise<void> {
  await vault.tables.send(
    new UpdateCommand({
      TableName: await vault.tableNamed('accounts'),
      Key: { pk: `USER#${userIdOf(client)}`, sk: 'PROFILE' },
      UpdateExpression: 'SET administrator = :administrator',
      ExpressionAttributeValues: { ':administrator': administrator },
    }),
  );
}

async function listedUser(id: string): Promise<ListedUser | undefined> {
  const { items } = await root.call('listUsers', { query: { limit: '100' } });
  return items.find((user) => user.id === id);
}

const registration = (email: string, invite?: string) => ({
  body: { email, password: PASSWORD, name: 'Ada', ...(invite !== undefined && { invite }) },
});

describe('an invitation', () => {
  it('lets its address register while registration is closed', async () => {
    const { email } = stranger(vault);
    expect(await root.problem('register', registration(email))).toMatchObject({
      code: 'registration_closed',
    });
    const client = await registerAndSignIn(email, await inviteTokenFor(email));
    expect((await client.call('getMe')).email).toBe(email);
  });

  it('is not valid for another address, and an unknown token is refused', async () => {
    const { email } = stranger(vault);
    const invite = await inviteTokenFor(email);
    for (const request of [registration(`other-${email}`, invite), registration(email, randomUUID())])
      expect(await stranger(vault).problem('register', request)).toMatchObject({
        status: 400,
        code: 'invite_invalid',
      });
  });

  it('is used up when the account is created, not before', async () => {
    const { email } = stranger(vault);
    const invite = await inviteTokenFor(email);
    await stranger(vault).call('register', registration(email, invite));
    await registerAndSignIn(email, invite);
    expect(await stranger(vault).problem('register', registration(email, invite))).toMatchObject({
      code: 'invite_invalid',
    });
  });

  it('expires after seven days', async () => {
    const { email } = stranger(vault);
    const invite = await inviteTokenFor(email);
    const TableName = await vault.tableNamed('accounts');
    const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
    const item = Items.find(({ pk, email: of }) => String(pk).startsWith('INVITE#') && of === email);
    const days = (Date.parse(item?.['endsAt']) - Date.now()) / (24 * 3600_000);
    expect(Math.round(days * 100) / 100).toBe(7);
    await vault.tables.send(
      new UpdateCommand({
        TableName,
        Key: { pk: item?.['pk'], sk: item?.['sk'] },
        UpdateExpression: 'SET endsAt = :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
      }),
    );
    expect(await stranger(vault).problem('register', registration(email, invite))).toMatchObject({
      code: 'invite_invalid',
    });
  });

  it('is valid only while its sender is an enabled administrator', async () => {
    const sender = await invitedUser();
    await setAdministrator(sender, true);
    await turnOnTwoFactor(sender);
    const [{ email }, registering] = [stranger(vault), stranger(vault)];
    const invite = await inviteTokenFor(email, sender);
    await registering.call(
      'register',
      registration(registering.email, await inviteTokenFor(registering.email, sender)),
    );
    const link = {
      token: tokenIn(await awaitMail(vault.mailUrl, registering.email, 'Confirm your address')),
    };
    const refused = async () => {
      const request = registration(email, invite);
      expect(await stranger(vault).problem('register', request)).toMatchObject({ code: 'invite_invalid' });
      expect(await registering.problem('verify', { body: link })).toMatchObject({ code: 'link_invalid' });
    };

    const params = { id: userIdOf(sender) };
    await root.call('updateUser', { params, body: { disabled: true } });
    await refused();
    await root.call('updateUser', { params, body: { disabled: false } });
    await setAdministrator(sender, false);
    await refused();
    await setAdministrator(sender, true);
    await registering.call('verify', { body: link });
    await registerAndSignIn(email, invite);
  });

  it('is sent once for an Idempotency-Key, also for concurrent requests', async () => {
    const { email } = stranger(vault);
    const headers = { 'idempotency-key': randomUUID() };
    await Promise.all(Array.from({ length: 5 }, () => root.call('invite', { body: { email }, headers })));
    await root.call('invite', { body: { email }, headers });
    const another = { email: stranger(vault).email };
    expect(await root.problem('invite', { body: another, headers })).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(await invitationsTo(email)).toBe(1);
    // A new request sends a second invitation.
    await root.call('invite', { body: { email }, headers: { 'idempotency-key': randomUUID() } });
    expect(await invitationsTo(email)).toBe(2);
  });

  it('that was not sent because the function died is sent by a repeated request, once', async () => {
    const { email } = stranger(vault);
    const headers = { 'idempotency-key': randomUUID() };
    const invite = async () => (await root.request('invite', { body: { email }, headers })).status;
    vault.faults.add({ function: 'auth', call: 'sqs:SendMessage', nth: 1, fault: 'kill-before' });
    expect(await invite()).toBeGreaterThanOrEqual(500);
    expect([await invite(), await invite()]).toEqual([202, 202]);
    await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
    expect(await mailsTo(vault.mailUrl, email)).toHaveLength(1);
    // One of the function that died, and one of the second request.
    expect(await invitationsTo(email)).toBe(2);
  });

  it('is refused for an address with an account', async () => {
    const { email } = await invitedUser();
    expect(await root.problem('invite', { body: { email } })).toMatchObject({
      status: 409,
      code: 'already_registered',
    });
  });

  it.each([{}, { email: 'not an address' }, { email: 'a@example.org', administrator: true }])(
    'is refused with the body %j',
    async (body) => {
      expect(await root.problem('invite', { body })).toMatchObject({ code: 'invalid_request' });
    },
  );
});

describe('the list of accounts', () => {
  it('shows each account with its usage, and nothing of its files', async () => {
    const client = await invitedUser();
    const { name, bytes } = samplePng('the-secret-plan.png');
    await upload(client, samplePng('the-secret-plan.png'));
    const { items } = await root.call('listUsers', { query: { limit: '100' } });
    expect(items.find(({ id }) => id === userIdOf(client))).toEqual({
      id: userIdOf(client),
      secondFactor: false,
      email: client.email,
      name: 'Ada Lovelace',
      createdAt: expect.any(String),
      administrator: false,
      status: 'active',
      usage: { bytes: bytes.length, files: 1 },
      quota: QUOTA,
    });
    expect(items.find(({ email }) => email === ROOT)).toMatchObject({ administrator: true });
    expect(JSON.stringify(items)).not.toContain(name);
  });

  it('comes in pages, newest first', async () => {
    const newest = await invitedUser();
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor !== undefined && { cursor }) };
      const page = await root.call('listUsers', { query });
      expect(page.items.length).toBeLessThanOrEqual(2);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(ids[0]).toBe(userIdOf(newest));
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(ids).toContain(userIdOf(root));
    // A full page that holds the last account has no cursor.
    const { nextCursor } = await root.call('listUsers', { query: { limit: String(ids.length) } });
    expect(nextCursor).toBeUndefined();
  });

  it('refuses a foreign cursor', async () => {
    expect(await root.problem('listUsers', { query: { cursor: 'x' } })).toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('a disabled account', () => {
  it('has no working share links until it is enabled again, not even for downloads that have started', async () => {
    const client = await invitedUser();
    const params = { id: userIdOf(client) };
    const id = await uploadEncrypted(client);
    const { token } = await share(client, id);
    const { claim } = await stranger(vault).call('downloadShare', { body: { token } });

    await root.call('updateUser', { params, body: { disabled: true } });
    const refused = { status: 404, code: 'share_not_found' };
    expect(await stranger(vault).problem('openShare', { body: { token } })).toMatchObject(refused);
    for (const body of [{ token }, { token, claim }])
      expect(await stranger(vault).problem('downloadShare', { body })).toMatchObject(refused);

    await root.call('updateUser', { params, body: { disabled: false } });
    await downloadReady(stranger(vault), { token, claim });
    const { items } = await (await signedInAgain(client)).call('listShares', { params: { id } });
    expect(items).toMatchObject([{ downloads: 1 }]);
  });

  it('loses all sessions and keys immediately, and can sign in after it is enabled again', async () => {
    const client = await invitedUser();
    const params = { id: userIdOf(client) };
    const key = await withApiKey(client, 'files:read');
    await key.call('listFiles');

    await root.call('updateUser', { params, body: { disabled: true } });
    const expectRefused = async (code: string) => {
      expect(await client.problem('listFiles')).toMatchObject({ code: 'session_ended' });
      expect(await key.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
      expect(await client.problem('refresh', { body: { refreshToken: client.refreshToken } })).toMatchObject({
        code: 'session_ended',
      });
      const login = { email: client.email, password: PASSWORD };
      if (code !== '') expect(await client.problem('login', { body: login })).toMatchObject({ code });
    };
    await expectRefused('account_disabled');
    const wrong = { email: client.email, password: 'not my password' };
    expect(await client.problem('login', { body: wrong })).toMatchObject({ code: 'invalid_credentials' });
    expect(await listedUser(params.id)).toMatchObject({ status: 'disabled' });

    await root.call('updateUser', { params, body: { disabled: false } });
    // Ended sessions and keys stay ended.
    await expectRefused('');
    await (await signedInAgain(client)).call('listFiles');
    expect(await listedUser(params.id)).toMatchObject({ status: 'active' });
  });

  it('can be disabled and enabled by concurrent requests', async () => {
    const client = await signedInAgain(await invitedUser());
    const params = { id: userIdOf(client) };
    const all = (disabled: boolean) =>
      Promise.all(Array.from({ length: 5 }, () => root.call('updateUser', { params, body: { disabled } })));
    await all(true);
    expect(await listedUser(params.id)).toMatchObject({ status: 'disabled' });
    expect(await client.problem('validate')).toMatchObject({ code: 'session_ended' });
    await all(false);
    expect(await client.problem('validate')).toMatchObject({ code: 'session_ended' });
    await (await signedInAgain(client)).call('validate');
  });

  it('is never that of the administrator who sends the request', async () => {
    const call = { params: { id: userIdOf(root) }, body: { disabled: true } };
    expect(await root.problem('updateUser', call)).toMatchObject({ status: 409, code: 'own_account' });
    await root.call('getMe');
  });
});

describe('the quota of one account', () => {
  it('replaces the default quota until it is removed', async () => {
    const client = await invitedUser();
    const params = { id: userIdOf(client) };
    const quota = { bytes: 1_000_000, files: 0 };
    await root.call('updateUser', { params, body: { quota } });
    expect((await client.call('getMe')).quota).toEqual(quota);
    const { name, contentType, bytes } = samplePng();
    const file = { body: { name, contentType, size: bytes.length } };
    expect(await client.problem('createFile', file)).toMatchObject({ code: 'quota_files_exceeded' });

    await root.call('updateUser', { params, body: { quota: null } });
    await client.call('createFile', file);
    expect(await client.call('getMe')).toMatchObject({
      quota: QUOTA,
      usage: { files: 1, bytes: bytes.length },
    });
  });

  it.each([{}, { quota: { bytes: -1, files: 1 } }, { quota: {} }, { disabled: 'yes' }, { role: 'admin' }])(
    'is not changed by %j',
    async (body) => {
      const call = { params: { id: UNKNOWN_ID }, body };
      expect(await root.problem('updateUser', call)).toMatchObject({ code: 'invalid_request' });
    },
  );
});

it('answers without an edge have nosniff, successful or not', async () => {
  for (const [name, options] of [
    ['getMe', {}],
    ['listFiles', { query: { limit: '0' } }],
  ] as const)
    expect((await root.request(name, options)).headers.get('x-content-type-options')).toBe('nosniff');
});

describe('administration', () => {
  it('answers 404 for an unknown account', async () => {
    const call = { params: { id: UNKNOWN_ID }, body: { disabled: true } };
    expect(await root.problem('updateUser', call)).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it('is only for administrators', async () => {
    const client = await invitedUser();
    const refused = { status: 403, code: 'administrator_required' };
    expect(await client.problem('listUsers')).toMatchObject(refused);
    expect(await client.problem('invite', { body: { email: 'a@example.org' } })).toMatchObject(refused);
    const call = { params: { id: userIdOf(root) }, body: { disabled: true } };
    expect(await client.problem('updateUser', call)).toMatchObject(refused);
    expect((await client.call('getMe')).administrator).toBe(false);
    expect((await root.call('getMe')).administrator).toBe(true);
  });

  it('hides the files of all accounts from an administrator', async () => {
    const client = await invitedUser();
    const id = await uploadEncrypted(client);
    const { id: shareId } = await share(client, id);
    const { operation } = await client.call('decryptFile', { params: { id } });
    const params = { id };
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    for (const [name, options] of [
      ['getFile', { params }],
      ['exportFile', { params }],
      ['getHistory', { params }],
      ['listShares', { params }],
      ['decryptFile', { params }],
      ['createShare', { params, body: { expiresAt } }],
      ['deleteFile', { params }],
    ] as const)
      expect(await root.problem(name, options), name).toMatchObject({ status: 404, code: 'file_not_found' });
    expect(await root.problem('getOperation', { params: { id: operation.id } })).toMatchObject({
      code: 'operation_not_found',
    });
    expect(await root.problem('revokeShare', { params: { id: shareId } })).toMatchObject({
      code: 'share_not_found',
    });
    expect((await root.call('listFiles')).items).toEqual([]);
  });

  it('checks for each use of a metrics key that its owner is an administrator', async () => {
    const client = await invitedUser();
    await turnOnTwoFactor(client);
    await setAdministrator(client, true);
    const prometheus = await withApiKey(client, 'metrics:read');
    expect((await prometheus.request('metrics')).status).toBe(200);
    expect(await prometheus.problem('listUsers')).toMatchObject({ code: 'session_required' });
    await setAdministrator(client, false);
    expect(await prometheus.problem('metrics')).toMatchObject({ code: 'administrator_required' });
  });
});

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedUser } from '#contract';
import { turnOnTwoFactor } from '../setup/authenticator.ts';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePng } from '../setup/sample-files.ts';
import { downloadReady, share } from '../setup/share-client.ts';
import {
  awaitStatus,
  clientOf,
  PASSWORD,
  registerAndConfirm,
  signedInAgain,
  stranger,
  upload,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const ROOT = 'root@example.org';
const QUOTA = { bytes: 1_000_000, files: 10 };
const NOBODY = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let folder: string;
let vault: OwnVault;
let root: VaultClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-administration-'));
  vault = await startOwnVault(folder, {
    registration: 'invite',
    administrators: ROOT,
    quotaBytes: QUOTA.bytes,
    quotaFiles: QUOTA.files,
  });
  root = await enter(ROOT);
  await turnOnTwoFactor(root);
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

const userOf = (client: VaultClient) => decodeJwt(client.accessToken ?? '').sub ?? '';

/** Registers an address that may, confirms it and signs in. */
async function enter(email: string, invite?: string): Promise<VaultClient> {
  const client = clientOf(vault, email);
  await registerAndConfirm(client, { invite });
  return signedInAgain(client);
}

/** Invites an address, and answers what the link in its mail carries. */
async function invited(email: string, by = root): Promise<string> {
  await by.call('invite', { body: { email } });
  const { text } = await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
  return /\/register#invite=([\w-]+)/.exec(text)?.[1] ?? '';
}

/** How many invitations to an address there are, whether or not they were sent. */
async function invitationsTo(address: string): Promise<number> {
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => /TablesAccounts/i.test(name));
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  return Items.filter(({ pk, email }) => String(pk).startsWith('INVITE#') && email === address).length;
}

async function newcomer(): Promise<VaultClient> {
  const { email } = stranger(vault);
  return enter(email, await invited(email));
}

/** Makes an account an administrator's, or takes that back. */
async function become(client: VaultClient, administrator: boolean): Promise<void> {
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  await vault.tables.send(
    new UpdateCommand({
      TableName: TableNames.find((name) => /TablesAccounts/i.test(name)),
      Key: { pk: `USER#${userOf(client)}`, sk: 'PROFILE' },
      UpdateExpression: 'SET administrator = :administrator',
      ExpressionAttributeValues: { ':administrator': administrator },
    }),
  );
}

async function listed(id: string): Promise<ListedUser | undefined> {
  const { items } = await root.call('listUsers', { query: { limit: '100' } });
  return items.find((user) => user.id === id);
}

const registration = (email: string, invite?: string) => ({
  body: { email, password: PASSWORD, name: 'Ada', ...(invite !== undefined && { invite }) },
});

describe('an invitation', () => {
  it('lets its address register where nobody else may', async () => {
    const { email } = stranger(vault);
    expect(await root.problem('register', registration(email))).toMatchObject({
      code: 'registration_closed',
    });
    const client = await enter(email, await invited(email));
    expect((await client.call('getMe')).email).toBe(email);
  });

  it('is for its address, and for no made-up token', async () => {
    const { email } = stranger(vault);
    const invite = await invited(email);
    for (const given of [registration(`other-${email}`, invite), registration(email, randomUUID())])
      expect(await stranger(vault).problem('register', given)).toMatchObject({
        status: 400,
        code: 'invite_invalid',
      });
  });

  it('is used up by the account that it makes, not before', async () => {
    const { email } = stranger(vault);
    const invite = await invited(email);
    await stranger(vault).call('register', registration(email, invite));
    await enter(email, invite);
    expect(await stranger(vault).problem('register', registration(email, invite))).toMatchObject({
      code: 'invite_invalid',
    });
  });

  it('ends after seven days', async () => {
    const { email } = stranger(vault);
    const invite = await invited(email);
    const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => /TablesAccounts/i.test(name));
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

  it('is good as long as who sent it may rule: not while he is shut out, nor once he is no administrator', async () => {
    const sender = await newcomer();
    await become(sender, true);
    await turnOnTwoFactor(sender);
    const [{ email }, begun] = [stranger(vault), stranger(vault)];
    const invite = await invited(email, sender);
    await begun.call('register', registration(begun.email, await invited(begun.email, sender)));
    const link = { token: tokenIn(await awaitMail(vault.mailUrl, begun.email, 'Confirm your address')) };
    const refused = async () => {
      const given = registration(email, invite);
      expect(await stranger(vault).problem('register', given)).toMatchObject({ code: 'invite_invalid' });
      expect(await begun.problem('verify', { body: link })).toMatchObject({ code: 'link_invalid' });
    };

    const params = { id: userOf(sender) };
    await root.call('updateUser', { params, body: { disabled: true } });
    await refused();
    await root.call('updateUser', { params, body: { disabled: false } });
    await become(sender, false);
    await refused();
    await become(sender, true);
    await begun.call('verify', { body: link });
    await enter(email, invite);
  });

  it('is sent once for an Idempotency-Key, however often and however many at once ask', async () => {
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
    // A new request sends another.
    await root.call('invite', { body: { email }, headers: { 'idempotency-key': randomUUID() } });
    expect(await invitationsTo(email)).toBe(2);
  });

  it('that was not sent, for the function died, is sent by the request that comes again, and by no third one', async () => {
    const { email } = stranger(vault);
    const headers = { 'idempotency-key': randomUUID() };
    const ask = async () => (await root.request('invite', { body: { email }, headers })).status;
    vault.faults.add({ function: 'auth', call: 'sqs:SendMessage', nth: 1, fault: 'kill-before' });
    expect(await ask()).toBeGreaterThanOrEqual(500);
    expect([await ask(), await ask()]).toEqual([202, 202]);
    await awaitMail(vault.mailUrl, email, 'You are invited to a vault');
    expect(await mailsTo(vault.mailUrl, email)).toHaveLength(1);
    // That of the function that died, and that of the second request.
    expect(await invitationsTo(email)).toBe(2);
  });

  it('is not sent to who has an account', async () => {
    const { email } = await newcomer();
    expect(await root.problem('invite', { body: { email } })).toMatchObject({
      status: 409,
      code: 'already_registered',
    });
  });

  it.each([{}, { email: 'nobody' }, { email: 'a@example.org', administrator: true }])(
    'is refused to %j',
    async (body) => {
      expect(await root.problem('invite', { body })).toMatchObject({ code: 'invalid_request' });
    },
  );
});

describe('the list of accounts', () => {
  it('says who there is and what he takes up, and nothing of his files', async () => {
    const client = await newcomer();
    const { name, bytes } = samplePng('the-secret-plan.png');
    await upload(client, samplePng('the-secret-plan.png'));
    const { items } = await root.call('listUsers', { query: { limit: '100' } });
    expect(items.find(({ id }) => id === userOf(client))).toEqual({
      id: userOf(client),
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

  it('comes in pages, the newest first', async () => {
    const newest = await newcomer();
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor !== undefined && { cursor }) };
      const page = await root.call('listUsers', { query });
      expect(page.items.length).toBeLessThanOrEqual(2);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(ids[0]).toBe(userOf(newest));
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(ids).toContain(userOf(root));
    // A page that holds the last of them is the last, full as it may be.
    const { nextCursor } = await root.call('listUsers', { query: { limit: String(ids.length) } });
    expect(nextCursor).toBeUndefined();
  });

  it('takes no cursor but its own', async () => {
    expect(await root.problem('listUsers', { query: { cursor: 'x' } })).toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('an account that is disabled', () => {
  it('shares nothing until it is let in again, whoever has a link, and a download that was begun does not end', async () => {
    const client = await newcomer();
    const params = { id: userOf(client) };
    const id = await upload(client, samplePng());
    await awaitStatus(client, id, 'encrypted');
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

  it('is shut out at once, with all of its sessions and keys, and let in again', async () => {
    const client = await newcomer();
    const params = { id: userOf(client) };
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const { secret } = await client.call('createKey', {
      body: { name: 'backup', scopes: ['files:read'], expiresAt },
    });
    const key = withToken(client, secret);
    await key.call('listFiles');

    await root.call('updateUser', { params, body: { disabled: true } });
    const shutOut = async (code: string) => {
      expect(await client.problem('listFiles')).toMatchObject({ code: 'session_ended' });
      expect(await key.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
      expect(await client.problem('refresh', { body: { refreshToken: client.refreshToken } })).toMatchObject({
        code: 'session_ended',
      });
      const login = { email: client.email, password: PASSWORD };
      if (code !== '') expect(await client.problem('login', { body: login })).toMatchObject({ code });
    };
    await shutOut('account_disabled');
    const wrong = { email: client.email, password: 'not my password' };
    expect(await client.problem('login', { body: wrong })).toMatchObject({ code: 'invalid_credentials' });
    expect(await listed(params.id)).toMatchObject({ status: 'disabled' });

    await root.call('updateUser', { params, body: { disabled: false } });
    // What was ended stays so.
    await shutOut('');
    await (await signedInAgain(client)).call('listFiles');
    expect(await listed(params.id)).toMatchObject({ status: 'active' });
  });

  it('is disabled by however many say so at once, and let in again in the same way', async () => {
    const client = await signedInAgain(await newcomer());
    const params = { id: userOf(client) };
    const all = (disabled: boolean) =>
      Promise.all(Array.from({ length: 5 }, () => root.call('updateUser', { params, body: { disabled } })));
    await all(true);
    expect(await listed(params.id)).toMatchObject({ status: 'disabled' });
    expect(await client.problem('validate')).toMatchObject({ code: 'session_ended' });
    await all(false);
    expect(await client.problem('validate')).toMatchObject({ code: 'session_ended' });
    await (await signedInAgain(client)).call('validate');
  });

  it('is never that of the administrator who asks', async () => {
    const call = { params: { id: userOf(root) }, body: { disabled: true } };
    expect(await root.problem('updateUser', call)).toMatchObject({ status: 409, code: 'own_account' });
    await root.call('getMe');
  });
});

describe('a quota of an account’s own', () => {
  it('counts instead of that of the settings, until it is taken away', async () => {
    const client = await newcomer();
    const params = { id: userOf(client) };
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
      const call = { params: { id: NOBODY }, body };
      expect(await root.problem('updateUser', call)).toMatchObject({ code: 'invalid_request' });
    },
  );
});

it('an answer that no edge is in front of says that it is what it calls itself, whether it is one or an error', async () => {
  for (const [name, options] of [
    ['getMe', {}],
    ['listFiles', { query: { limit: '0' } }],
  ] as const)
    expect((await root.request(name, options)).headers.get('x-content-type-options')).toBe('nosniff');
});

describe('administration', () => {
  it('knows accounts that there are', async () => {
    const call = { params: { id: NOBODY }, body: { disabled: true } };
    expect(await root.problem('updateUser', call)).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it('is for administrators', async () => {
    const client = await newcomer();
    const refused = { status: 403, code: 'administrator_required' };
    expect(await client.problem('listUsers')).toMatchObject(refused);
    expect(await client.problem('invite', { body: { email: 'a@example.org' } })).toMatchObject(refused);
    const call = { params: { id: userOf(root) }, body: { disabled: true } };
    expect(await client.problem('updateUser', call)).toMatchObject(refused);
    expect((await client.call('getMe')).administrator).toBe(false);
    expect((await root.call('getMe')).administrator).toBe(true);
  });

  it('yields nothing of anybody’s file: to an administrator, it is no file', async () => {
    const client = await newcomer();
    const id = await upload(client, samplePng());
    await awaitStatus(client, id, 'encrypted');
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

  it('is looked at whenever a key for metrics is used', async () => {
    const client = await newcomer();
    await turnOnTwoFactor(client);
    await become(client, true);
    const expiresAt = new Date(Date.now() + 3600_000).toISOString();
    const { secret } = await client.call('createKey', {
      body: { name: 'prometheus', scopes: ['metrics:read'], expiresAt },
    });
    const prometheus = withToken(client, secret);
    expect((await prometheus.request('metrics')).status).toBe(200);
    expect(await prometheus.problem('listUsers')).toMatchObject({ code: 'session_required' });
    await become(client, false);
    expect(await prometheus.problem('metrics')).toMatchObject({ code: 'administrator_required' });
  });
});

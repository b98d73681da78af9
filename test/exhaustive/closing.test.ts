import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemKey } from '#aws';
import { vaultKeys } from '#vault';
import { secondFactorOf } from '../setup/authenticator.ts';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { downloadReady, share } from '../setup/share-client.ts';
import {
  awaitStatus,
  decryptAndDownload,
  PASSWORD,
  signedIn,
  stranger,
  upload,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const GOODBYE = 'Your account is deleted';

let folder: string;
let vault: OwnVault;
let s3: S3Client;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-closing-'));
  vault = await startOwnVault(folder, {}, { hurried: true });
  s3 = new S3Client({ ...vault.aws, forcePathStyle: true });
});
afterAll(async () => {
  s3.destroy();
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

const userOf = (client: VaultClient) => decodeJwt(client.accessToken ?? '').sub ?? '';

/** Keys of the items of one table whose text has something in it. */
async function itemsAbout(table: string, text: string): Promise<string[]> {
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.toLowerCase().includes(`tables${table}`));
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  return Items.filter((item) => JSON.stringify(item).includes(text)).map(({ pk, sk }) => `${pk} ${sk}`);
}

/** Everything in any bucket whose key begins with the owner's id. */
async function objectsOf(user: string): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const found = Buckets.filter(({ Name }) => Name?.includes('storage')).map(async ({ Name: Bucket }) => {
    const Prefix = `${user}/`;
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix }),
    );
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
    return [...Versions, ...DeleteMarkers, ...Uploads].map(({ Key }) => `${Bucket}: ${Key}`);
  });
  return (await Promise.all(found)).flat();
}

/** As if an encryption and a decryption of the file had been under way, and their workers had died. */
async function leaveWork(user: string, file: string): Promise<void> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const beginUpload = async (kind: string, Key: string) => {
    const Bucket = Buckets.find(({ Name }) => Name?.includes(`storage${kind}`))?.Name;
    return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
  };
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.toLowerCase().includes('tablesvault'));
  const key = `${user}/${file}/late`;
  const plan = {
    header: new Uint8Array(1),
    key,
    uploadId: await beginUpload('vault', key),
    source: { etag: 'etag' },
    frameLength: 1,
    framesPerPart: 1,
    partsPerRun: 1,
  };
  const set = (Key: ItemKey, name: string, value: unknown) =>
    vault.tables.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #name = :value',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  await set(vaultKeys.file(user, file), 'plan', plan);
  const [operation = ''] = await itemsAbout('vault', 'OPERATION#').then((keys) =>
    keys.filter((item) => item.startsWith(`OWNER#${user}`)).map((item) => item.split('OPERATION#')[1]),
  );
  const uploadId = await beginUpload('outbox', `${user}/${operation}`);
  await set(vaultKeys.operation(user, operation), 'uploadId', uploadId);
}

describe('deleting an account', () => {
  it('takes the password once more', async () => {
    const client = await signedIn(vault);
    expect(await client.problem('closeAccount', { body: { password: 'not my password' } })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await client.problem('closeAccount', { body: {} })).toMatchObject({ code: 'invalid_request' });
    await client.call('validate');
  });

  it('lets nobody guess it in a session that was left open', async () => {
    const client = await signedIn(vault);
    const body = { password: 'not my password' };
    const codes: string[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1)
      codes.push((await client.problem('closeAccount', { body })).code);
    expect(codes).toEqual([...Array(10).fill('password_wrong'), 'rate_limited']);
  });

  it('ends everything at once, and shreds what there was, in as many turns as it takes', async () => {
    const client = await signedIn(vault);
    const user = userOf(client);
    const { secret } = await client.call('createKey', {
      body: {
        name: 'backup',
        scopes: ['files:read'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    const key = withToken(client, secret);
    const id = await upload(client, samplePdf());
    await awaitStatus(client, id, 'encrypted');
    await decryptAndDownload(client, id);
    const { token } = await share(client, id, { password: PASSWORD });
    await downloadReady(stranger(vault), { token, password: PASSWORD });
    // One that is never sent in parts, and more files than one turn has time for.
    const { name, contentType } = samplePng();
    const headers = { 'idempotency-key': 'once' };
    await client.call('createFile', { body: { name, contentType, size: 40 * 2 ** 20 }, headers });
    const more = Array.from({ length: 8 }, () => upload(client, samplePng()));
    await Promise.all(more);
    await key.call('listFiles');
    await leaveWork(user, id);
    vault.faults.forgetCalls();

    const closed = await client.request('closeAccount', { body: { password: PASSWORD } });
    expect(closed.status).toBe(202);
    expect(closed.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-encrypt5-session=; .*Max-Age=0$/),
    ]);

    expect(await client.problem('listFiles')).toMatchObject({ code: 'session_ended' });
    expect(await client.problem('openShare', { body: { token } })).toMatchObject({ code: 'share_not_found' });
    expect(await key.problem('listFiles')).toMatchObject({ code: 'unauthenticated' });
    expect(await client.problem('refresh', { body: { refreshToken: client.refreshToken } })).toMatchObject({
      code: 'session_ended',
    });
    const login = { email: client.email, password: PASSWORD };
    expect(await client.problem('login', { body: login })).toMatchObject({ code: 'invalid_credentials' });

    await awaitMail(vault.mailUrl, client.email, GOODBYE);
    const handedOver = vault.faults.calls('deleter').filter(({ call }) => call === 'sqs:SendMessage');
    // The mail, and twice at the least to the next.
    expect(handedOver.length).toBeGreaterThanOrEqual(3);

    expect(await objectsOf(user)).toEqual([]);
    for (const what of [client.email, user]) expect(await itemsAbout('accounts', what)).toEqual([]);
    expect(await itemsAbout('keys', user)).toEqual([]);
    const kept = (await itemsAbout('vault', user)).map((item) => item.replace(/[0-9A-Z]{26}/g, 'ID'));
    // Work for the janitor's last sweep, and histories.
    expect(new Set(kept.map((item) => item.replace(/\d{8}$/, '')))).toEqual(
      new Set(['OWNER#ID SHREDDED#ID', 'FILE#ID EVENT#']),
    );
    expect(await itemsAbout('activity', user)).toEqual([]);
    expect(await itemsAbout('tombstones', user)).toHaveLength(10);
  });

  it('frees the address for another account, which has nothing of the first', async () => {
    const client = await signedIn(vault);
    await upload(client, samplePng());
    await client.call('closeAccount', { body: { password: PASSWORD } });
    await awaitMail(vault.mailUrl, client.email, GOODBYE);

    const again = stranger(vault);
    const account = { email: client.email, password: PASSWORD, name: 'Ada' };
    await again.call('register', { body: account });
    const links = () =>
      mailsTo(vault.mailUrl, client.email).then((mails) =>
        mails.filter(({ subject }) => subject === 'Confirm your address'),
      );
    await expect.poll(links, { timeout: 30_000 }).toHaveLength(2);
    const token = tokenIn((await links())[1] ?? { subject: '', text: '', html: '' });
    await again.call('verify', { body: { token } });
    const { accessToken, user } = await again.call('login', {
      body: { email: client.email, password: PASSWORD, session: 'token' },
    });
    expect(user.id).not.toBe(userOf(client));
    expect((await withToken(again, accessToken).call('listFiles')).items).toEqual([]);
    const goodbyes = (await mailsTo(vault.mailUrl, client.email)).filter(
      ({ subject }) => subject === GOODBYE,
    );
    expect(goodbyes).toHaveLength(1);
  });

  it('frees the address at once: whoever registers again before all is shredded gets a confirmation', async () => {
    const client = await signedIn(vault);
    await client.call('closeAccount', { body: { password: PASSWORD } });
    const again = stranger(vault);
    await again.call('register', { body: { email: client.email, password: PASSWORD, name: 'Ada' } });
    const confirmations = async () =>
      (await mailsTo(vault.mailUrl, client.email)).filter(
        ({ subject }) => subject === 'Confirm your address',
      );
    await expect.poll(confirmations, { timeout: 30_000 }).toHaveLength(2);
    const token = tokenIn((await confirmations())[1] ?? { subject: '', text: '', html: '' });
    await again.call('verify', { body: { token } });
    const body = { email: client.email, password: PASSWORD, session: 'token' };
    const { accessToken } = await again.call('login', { body });
    // The first one's end takes nothing from the second.
    await awaitMail(vault.mailUrl, client.email, GOODBYE);
    expect((await withToken(again, accessToken).call('validate')).user.email).toBe(client.email);
    await again.call('login', { body });
  });

  it('takes a code, too, where there is a second factor', async () => {
    const client = await signedIn(vault);
    const authenticator = await secondFactorOf(client);
    // Being asked for a code spends none of the five guesses at it.
    for (let attempt = 0; attempt < 6; attempt += 1)
      expect(await client.problem('closeAccount', { body: { password: PASSWORD } })).toMatchObject({
        status: 401,
        code: 'code_required',
      });
    const wrong = { password: PASSWORD, code: authenticator.wrong() };
    expect(await client.problem('closeAccount', { body: wrong })).toMatchObject({
      status: 403,
      code: 'code_wrong',
    });
    await client.call('closeAccount', { body: { password: PASSWORD, code: authenticator.recoveryCodes[0] } });
    await awaitMail(vault.mailUrl, client.email, GOODBYE);
    expect(await itemsAbout('accounts', userOf(client))).toEqual([]);
  });

  it('asked for twice at once is one deletion', async () => {
    const client = await signedIn(vault);
    const ask = () => client.request('closeAccount', { body: { password: PASSWORD } });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(2);
    await awaitMail(vault.mailUrl, client.email, GOODBYE);
  });
});

describe('renaming an account', () => {
  it('shows in whatever tells who it is', async () => {
    const client = await signedIn(vault);
    const renamed = await client.call('renameAccount', { body: { name: 'Countess of Lovelace' } });
    expect(renamed).toMatchObject({ email: client.email, name: 'Countess of Lovelace' });
    expect((await client.call('validate')).user).toEqual(renamed);
    expect((await client.call('getMe')).name).toBe(renamed.name);
  });

  it('takes one of the names that are given at once, and fails none of them', async () => {
    const client = await signedIn(vault);
    const names = ['Augusta', 'Ada', 'Byron', 'King'];
    await Promise.all(names.map((name) => client.call('renameAccount', { body: { name } })));
    expect(names).toContain((await client.call('getMe')).name);
  });

  it.each([{}, { name: '' }, { name: 'a\nb' }, { name: 'x'.repeat(101) }, { email: 'a@b.example' }])(
    'is refused to %j',
    async (body) => {
      const client = await signedIn(vault);
      expect(await client.problem('renameAccount', { body })).toMatchObject({ code: 'invalid_request' });
    },
  );
});

import {
  CreateMultipartUploadCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ItemKey } from '#aws';
import { vaultKeys } from '#vault';
import { turnOnTwoFactor } from '../setup/authenticator.ts';
import { awaitMail, mailsTo, tokenIn } from '../setup/mailbox.ts';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { downloadReady, share } from '../setup/share-client.ts';
import {
  decryptAndDownload,
  PASSWORD,
  signedIn,
  stranger,
  upload,
  uploadEncrypted,
  userIdOf,
  withApiKey,
  withToken,
} from '../setup/vault-client.ts';

const ACCOUNT_DELETED = 'Your account is deleted';

let vault: OwnVault;
let s3: S3Client;
beforeAll(async () => {
  vault = await startTemporaryVault({}, { shortTimeouts: true });
  s3 = new S3Client({ ...vault.aws, forcePathStyle: true });
});
afterAll(async () => {
  s3.destroy();
  await vault.stop();
});

/** Keys of the items in a table that contain a text. */
async function itemsAbout(table: string, text: string): Promise<string[]> {
  const TableName = await vault.tableNamed(table);
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName }));
  return Items.filter((item) => JSON.stringify(item).includes(text)).map(({ pk, sk }) => `${pk} ${sk}`);
}

/** Keys in all buckets that start with the user's id. */
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

/** Leaves an encryption and a decryption of the file in the state after their workers died. */
async function leaveUnfinishedWork(user: string, file: string): Promise<void> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const beginUpload = async (kind: string, Key: string) => {
    const Bucket = Buckets.find(({ Name }) => Name?.includes(`storage${kind}`))?.Name;
    return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;
  };
  const TableName = await vault.tableNamed('vault');
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
  it('requires the password', async () => {
    const client = await signedIn(vault);
    expect(await client.problem('closeAccount', { body: { password: 'not my password' } })).toMatchObject({
      status: 403,
      code: 'password_wrong',
    });
    expect(await client.problem('closeAccount', { body: {} })).toMatchObject({ code: 'invalid_request' });
    await client.call('validate');
  });

  it('limits guesses of the password in an open session', async () => {
    const client = await signedIn(vault);
    const body = { password: 'not my password' };
    const codes: string[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1)
      codes.push((await client.problem('closeAccount', { body })).code);
    expect(codes).toEqual([...Array(10).fill('password_wrong'), 'rate_limited']);
  });

  it('ends all access immediately, and shreds the data in as many turns as necessary', async () => {
    const client = await signedIn(vault);
    const user = userIdOf(client);
    const key = await withApiKey(client, 'files:read');
    const id = await uploadEncrypted(client, samplePdf());
    await decryptAndDownload(client, id);
    const { token } = await share(client, id, { password: PASSWORD });
    await downloadReady(stranger(vault), { token, password: PASSWORD });
    // One upload in parts that is never sent, and more files than one turn can shred.
    const { name, contentType } = samplePng();
    const headers = { 'idempotency-key': 'once' };
    await client.call('createFile', { body: { name, contentType, size: 40 * 2 ** 20 }, headers });
    const more = Array.from({ length: 8 }, () => upload(client, samplePng()));
    await Promise.all(more);
    await key.call('listFiles');
    await leaveUnfinishedWork(user, id);
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

    await awaitMail(vault.mailUrl, client.email, ACCOUNT_DELETED);
    const handedOver = vault.faults.calls('deleter').filter(({ call }) => call === 'sqs:SendMessage');
    // The email, and at least two handovers.
    expect(handedOver.length).toBeGreaterThanOrEqual(3);

    expect(await objectsOf(user)).toEqual([]);
    for (const what of [client.email, user]) expect(await itemsAbout('accounts', what)).toEqual([]);
    expect(await itemsAbout('keys', user)).toEqual([]);
    const remaining = (await itemsAbout('vault', user)).map((item) => item.replace(/[0-9A-Z]{26}/g, 'ID'));
    // Sweep work of the janitor, and histories.
    expect(new Set(remaining.map((item) => item.replace(/\d{8}$/, '')))).toEqual(
      new Set(['OWNER#ID SHREDDED#ID', 'FILE#ID EVENT#']),
    );
    expect(await itemsAbout('activity', user)).toEqual([]);
    expect(await itemsAbout('tombstones', user)).toHaveLength(10);
  });

  it('frees the address for a new account without the old data', async () => {
    const client = await signedIn(vault);
    await upload(client, samplePng());
    await client.call('closeAccount', { body: { password: PASSWORD } });
    await awaitMail(vault.mailUrl, client.email, ACCOUNT_DELETED);

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
    expect(user.id).not.toBe(userIdOf(client));
    expect((await withToken(again, accessToken).call('listFiles')).items).toEqual([]);
    const notifications = (await mailsTo(vault.mailUrl, client.email)).filter(
      ({ subject }) => subject === ACCOUNT_DELETED,
    );
    expect(notifications).toHaveLength(1);
  });

  it('frees the address immediately, so that it can register again before the shredding ends', async () => {
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
    // The end of the first account does not affect the second one.
    await awaitMail(vault.mailUrl, client.email, ACCOUNT_DELETED);
    expect((await withToken(again, accessToken).call('validate')).user.email).toBe(client.email);
    await again.call('login', { body });
  });

  it('requires a code if 2FA is on', async () => {
    const client = await signedIn(vault);
    const authenticator = await turnOnTwoFactor(client);
    // A missing code does not count as one of the five guesses.
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
    await awaitMail(vault.mailUrl, client.email, ACCOUNT_DELETED);
    expect(await itemsAbout('accounts', userIdOf(client))).toEqual([]);
  });

  it('happens once for concurrent requests', async () => {
    const client = await signedIn(vault);
    const closeAccount = () => client.request('closeAccount', { body: { password: PASSWORD } });
    const statuses = (await Promise.all([closeAccount(), closeAccount(), closeAccount()])).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(2);
    await awaitMail(vault.mailUrl, client.email, ACCOUNT_DELETED);
  });
});

describe('renaming an account', () => {
  it('changes the name in all answers', async () => {
    const client = await signedIn(vault);
    const renamed = await client.call('renameAccount', { body: { name: 'Countess of Lovelace' } });
    expect(renamed).toMatchObject({ email: client.email, name: 'Countess of Lovelace' });
    expect((await client.call('validate')).user).toEqual(renamed);
    expect((await client.call('getMe')).name).toBe(renamed.name);
  });

  it('accepts concurrent renames, and one of the names remains', async () => {
    const client = await signedIn(vault);
    const names = ['Augusta', 'Ada', 'Byron', 'King'];
    await Promise.all(names.map((name) => client.call('renameAccount', { body: { name } })));
    expect(names).toContain((await client.call('getMe')).name);
  });

  it.each([{}, { name: '' }, { name: 'a\nb' }, { name: 'x'.repeat(101) }, { email: 'a@b.example' }])(
    'is refused with the body %j',
    async (body) => {
      const client = await signedIn(vault);
      expect(await client.problem('renameAccount', { body })).toMatchObject({ code: 'invalid_request' });
    },
  );
});

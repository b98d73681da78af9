import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Rewrap } from '#contract';
import { keyRowSchema } from '#vault';
import { rewrapRow } from '../../functions/rewrapper/rewrap-row.ts';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  decryptAndDownload,
  signedIn,
  stranger,
  upload,
  type VaultClient,
} from '../setup/vault-client.ts';

const NOBODY = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

let folder: string;
let vault: OwnVault;
let target: string;
let administrator: VaultClient;
let owner: VaultClient;
let keysTable: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-rewraps-'));
  // A key has to be there before the settings can name it.
  const before = await startOwnVault(folder, {});
  const { KeyMetadata } = await before.kms.send(new CreateKeyCommand({ Description: 'another' }));
  target = KeyMetadata?.Arn ?? '';
  await before.stop();
  const settings = { wrappingKeys: target };
  vault = await startOwnVault(folder, settings, { hurried: true });
  administrator = await signedIn(vault);
  owner = await signedIn(vault);
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  keysTable = TableNames.find((name) => /TablesKeys/i.test(name)) ?? '';
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

async function rows() {
  const { Items = [] } = await vault.tables.send(
    new ScanCommand({ TableName: keysTable, FilterExpression: 'attribute_exists(wrappedKey)' }),
  );
  return keyRowSchema.array().parse(Items);
}

const untilEnded = ({ id }: Rewrap): Promise<Rewrap> =>
  until('the end of the re-wrap', async () => {
    const rewrap = await administrator.call('getRewrap', { params: { id } });
    return rewrap.endedAt === undefined ? undefined : rewrap;
  });

const rewrapTo = async (keyArn: string) =>
  untilEnded(await administrator.call('startRewrap', { body: { keyArn } }));

describe('wrapping every file key under another KMS key', () => {
  it('leaves files as they are, and needs the old key no more', async () => {
    const files = [samplePdf(), samplePng(), samplePdf()];
    const ids = await Promise.all(files.map((file) => upload(owner, file)));
    await Promise.all(ids.map((id) => awaitStatus(owner, id, 'encrypted')));
    const old = (await rows())[0]?.keyArn ?? '';
    expect(old).not.toBe(target);

    expect(await rewrapTo(target)).toMatchObject({
      keyArn: target,
      status: 'done',
      done: 3,
      total: 3,
      failed: 0,
      failures: [],
    });
    expect((await rows()).map(({ keyArn }) => keyArn)).toEqual([target, target, target]);
    await vault.kms.send(new DisableKeyCommand({ KeyId: old }));
    try {
      const { bytes } = await decryptAndDownload(owner, ids[0] ?? '');
      expect(bytes.equals(files[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
    } finally {
      await vault.kms.send(new EnableKeyCommand({ KeyId: old }));
    }
  });

  it('done twice changes nothing the second time', async () => {
    await rewrapTo(target);
    const before = await rows();
    const again = await rewrapTo(target);
    expect(again).toMatchObject({ status: 'done', done: before.length, failed: 0 });
    expect(await rows()).toEqual(before);
  });

  it('asked for again with the same Idempotency-Key is the same job, even after its end', async () => {
    const asked = { body: { keyArn: target }, headers: { 'idempotency-key': 'quarterly' } };
    const { id } = await untilEnded(await administrator.call('startRewrap', asked));
    expect(await administrator.call('startRewrap', asked)).toMatchObject({ id, status: 'done' });
    const another = { ...asked, body: { keyArn: 'arn:aws:kms:us-east-1:000000000000:key/another' } };
    expect(await administrator.problem('startRewrap', another)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    // Should somebody delete the record of it, it does not begin anew.
    const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => /TablesJobs/i.test(name));
    await vault.tables.send(new DeleteCommand({ TableName, Key: { pk: 'REWRAP', sk: id } }));
    expect(await administrator.problem('startRewrap', asked)).toMatchObject({
      status: 409,
      code: 'created_and_gone',
    });
  });

  it('asked for several times at once is one job, worked on by one', async () => {
    const started = await Promise.allSettled(
      Array.from({ length: 4 }, () => administrator.call('startRewrap', { body: { keyArn: target } })),
    );
    const taken = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(taken.length).toBeGreaterThan(0);
    for (const one of taken) {
      const { done, total, failures } = await untilEnded(one);
      expect(failures).toEqual([]);
      expect(done).toBe(total);
    }
  });

  it('names the files whose keys KMS refused, and gets the others done', async () => {
    const id = await upload(owner, samplePdf());
    await awaitStatus(owner, id, 'encrypted');
    const row = (await rows()).find(({ pk }) => pk === id);
    if (row === undefined) throw new Error('the file has no key');
    const broken = { ...row, encryptionContext: { ...row.encryptionContext, 'encrypt5:owner': NOBODY } };
    await vault.tables.send(new PutCommand({ TableName: keysTable, Item: broken }));

    const ended = await rewrapTo(target);
    expect(ended).toMatchObject({
      status: 'done',
      failed: 1,
      failures: [{ fileId: id, code: 'InvalidCiphertextException' }],
    });
    expect(ended.done).toBe(ended.total - 1);
    // As it was: nothing is lost.
    await vault.tables.send(new PutCommand({ TableName: keysTable, Item: row }));
    expect(await rewrapTo(target)).toMatchObject({ failed: 0 });
    expect((await decryptAndDownload(owner, id)).response.status).toBe(200);
  });

  it('never brings back the key of a file that was shredded meanwhile', async () => {
    const id = await upload(owner, samplePdf());
    await awaitStatus(owner, id, 'encrypted');
    const row = (await rows()).find(({ pk }) => pk === id);
    if (row === undefined) throw new Error('the file has no key');
    await owner.call('deleteFile', { params: { id } });
    const keys = { client: vault.tables, name: keysTable };
    expect(await rewrapRow({ kms: vault.kms, keys }, row, target)).toEqual({ kind: 'gone' });
    const { Item } = await vault.tables.send(new GetCommand({ TableName: keysTable, Key: { pk: id } }));
    expect(Item).toBeUndefined();
  });

  it('leaves a row alone that is no longer what was read', async () => {
    const id = await upload(owner, samplePdf());
    await awaitStatus(owner, id, 'encrypted');
    const row = (await rows()).find(({ pk }) => pk === id);
    if (row === undefined) throw new Error('the file has no key');
    await rewrapTo(target);
    const keys = { client: vault.tables, name: keysTable };
    const now = await rows();
    expect(await rewrapRow({ kms: vault.kms, keys }, row, target)).toEqual({ kind: 'gone' });
    expect(await rows()).toEqual(now);
    await owner.call('deleteFile', { params: { id } });
  });
});

describe('a re-wrap of more keys than one invocation has time for', () => {
  it('is handed over until all of them are done', async () => {
    const id = await upload(owner, samplePdf());
    await awaitStatus(owner, id, 'encrypted');
    const row = (await rows()).find(({ pk }) => pk === id);
    const before = (await rows()).length;
    // As if there were files of these ids; what they have is wrapped under the target already.
    const others = Array.from({ length: 130 }, (_, index) => ({ ...row, pk: `${index}`, keyArn: target }));
    for (const Item of others) await vault.tables.send(new PutCommand({ TableName: keysTable, Item }));

    const all = before + others.length;
    vault.faults.forgetCalls();
    expect(await rewrapTo(target)).toMatchObject({ status: 'done', done: all, total: all, failed: 0 });
    const handedOver = vault.faults.calls('rewrapper').filter(({ call }) => call === 'sqs:SendMessage');
    expect(handedOver.length).toBeGreaterThanOrEqual(2);
    expect((await decryptAndDownload(owner, id)).response.status).toBe(200);
    for (const { pk } of others)
      await vault.tables.send(new DeleteCommand({ TableName: keysTable, Key: { pk } }));
  });
});

describe('a re-wrap is refused', () => {
  it.each([
    ['to a key that the settings do not name', 'arn:aws:kms:us-east-1:999999999999:key/ransom'],
    ['to something that is no key', 'alias/aws/s3'],
  ])('%s', async (_, keyArn) => {
    expect(await administrator.problem('startRewrap', { body: { keyArn } })).toMatchObject({
      status: 422,
      code: 'wrapping_key_unknown',
    });
  });

  it.each([{}, { keyArn: '' }, { keyArn: 7 }, { keyArn: 'x', force: true }])(
    'with a body that is not valid: %j',
    async (body) => {
      expect(await administrator.problem('startRewrap', { body })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );

  it('while one to another key has not ended', async () => {
    const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => /TablesJobs/i.test(name));
    const running = { pk: 'REWRAP', sk: 'RUNNING', id: NOBODY };
    const record = {
      pk: 'REWRAP',
      sk: NOBODY,
      id: NOBODY,
      keyArn: 'arn:aws:kms:us-east-1:000000000000:key/one-of-ours',
      status: 'running',
      startedBy: NOBODY,
      createdAt: new Date().toISOString(),
      fence: 1,
      done: 0,
      failed: 0,
      failures: [],
    };
    for (const Item of [running, record]) await vault.tables.send(new PutCommand({ TableName, Item }));
    expect(await administrator.problem('startRewrap', { body: { keyArn: target } })).toMatchObject({
      status: 409,
      code: 'rewrap_running',
    });
    for (const { pk, sk } of [running, record])
      await vault.tables.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
  });

  it('to those who are no administrators, and to those who are nobody', async () => {
    const body = { keyArn: target };
    expect(await owner.problem('startRewrap', { body })).toMatchObject({
      status: 403,
      code: 'administrator_required',
    });
    expect(await owner.problem('getRewrap', { params: { id: NOBODY } })).toMatchObject({
      code: 'administrator_required',
    });
    expect(await stranger(vault).problem('startRewrap', { body })).toMatchObject({ status: 401 });
  });

  it('as unknown, where there is none of that id', async () => {
    expect(await administrator.problem('getRewrap', { params: { id: NOBODY } })).toMatchObject({
      status: 404,
      code: 'rewrap_not_found',
    });
  });
});

describe('a vault that named nobody and is open to all', () => {
  it('has no administrator unless it was told that it is a laptop', async () => {
    const somebody = await signedIn(inject('vault'));
    expect(await somebody.problem('startRewrap', { body: { keyArn: target } })).toMatchObject({
      status: 403,
      code: 'administrator_required',
    });
  });
});

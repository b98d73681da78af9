import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { DeleteCommand, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  UNKNOWN_ID,
  upload,
  uploadEncrypted,
  type VaultClient,
} from '../setup/vault-client.ts';

let folder: string;
let vault: OwnVault;
let target: string;
let administrator: VaultClient;
let owner: VaultClient;
let keysTable: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-rewraps-'));
  // The key must exist before the settings can name it.
  const before = await startOwnVault(folder, {});
  const { KeyMetadata } = await before.kms.send(new CreateKeyCommand({ Description: 'another' }));
  target = KeyMetadata?.Arn ?? '';
  await before.stop();
  const settings = { wrappingKeys: target };
  vault = await startOwnVault(folder, settings, { shortTimeouts: true });
  administrator = await signedIn(vault);
  owner = await signedIn(vault);
  keysTable = await vault.tableNamed('keys');
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
  until('the re-wrap to end', async () => {
    const rewrap = await administrator.call('getRewrap', { params: { id } });
    return rewrap.endedAt === undefined ? undefined : rewrap;
  });

const rewrapTo = async (keyArn: string) =>
  untilEnded(await administrator.call('startRewrap', { body: { keyArn } }));

describe('re-wrapping every file key with another KMS key', () => {
  it('leaves files unchanged, and the old KMS key is no longer needed', async () => {
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

  it('changes nothing the second time', async () => {
    await rewrapTo(target);
    const before = await rows();
    const again = await rewrapTo(target);
    expect(again).toMatchObject({ status: 'done', done: before.length, failed: 0 });
    expect(await rows()).toEqual(before);
  });

  it('returns the same job for the same Idempotency-Key, even after it ended', async () => {
    const request = { body: { keyArn: target }, headers: { 'idempotency-key': 'quarterly' } };
    const { id } = await untilEnded(await administrator.call('startRewrap', request));
    expect(await administrator.call('startRewrap', request)).toMatchObject({ id, status: 'done' });
    const another = { ...request, body: { keyArn: 'arn:aws:kms:us-east-1:000000000000:key/another' } };
    expect(await administrator.problem('startRewrap', another)).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    // If the job's record is deleted, the job does not start again.
    const TableName = await vault.tableNamed('jobs');
    await vault.tables.send(new DeleteCommand({ TableName, Key: { pk: 'REWRAP', sk: id } }));
    expect(await administrator.problem('startRewrap', request)).toMatchObject({
      status: 409,
      code: 'created_and_gone',
    });
  });

  it('runs as one job for concurrent requests', async () => {
    const started = await Promise.allSettled(
      Array.from({ length: 4 }, () => administrator.call('startRewrap', { body: { keyArn: target } })),
    );
    const accepted = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(accepted.length).toBeGreaterThan(0);
    for (const one of accepted) {
      const { done, total, failures } = await untilEnded(one);
      expect(failures).toEqual([]);
      expect(done).toBe(total);
    }
  });

  it('lists the files whose keys KMS refused, and re-wraps the others', async () => {
    const id = await uploadEncrypted(owner, samplePdf());
    const row = (await rows()).find(({ pk }) => pk === id);
    if (row === undefined) throw new Error('the file has no key');
    const broken = { ...row, encryptionContext: { ...row.encryptionContext, 'encrypt5:owner': UNKNOWN_ID } };
    await vault.tables.send(new PutCommand({ TableName: keysTable, Item: broken }));

    const ended = await rewrapTo(target);
    expect(ended).toMatchObject({
      status: 'done',
      failed: 1,
      failures: [{ fileId: id, code: 'InvalidCiphertextException' }],
    });
    expect(ended.done).toBe(ended.total - 1);
    // The original row works again, so nothing is lost.
    await vault.tables.send(new PutCommand({ TableName: keysTable, Item: row }));
    expect(await rewrapTo(target)).toMatchObject({ failed: 0 });
    expect((await decryptAndDownload(owner, id)).response.status).toBe(200);
  });

  it('does not restore the key of a file that was shredded in the meantime', async () => {
    const id = await uploadEncrypted(owner, samplePdf());
    const row = (await rows()).find(({ pk }) => pk === id);
    if (row === undefined) throw new Error('the file has no key');
    await owner.call('deleteFile', { params: { id } });
    const keys = { client: vault.tables, name: keysTable };
    expect(await rewrapRow({ kms: vault.kms, keys }, row, target)).toEqual({ kind: 'gone' });
    const { Item } = await vault.tables.send(new GetCommand({ TableName: keysTable, Key: { pk: id } }));
    expect(Item).toBeUndefined();
  });

  it('skips a row that has changed since it was read', async () => {
    const id = await uploadEncrypted(owner, samplePdf());
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

describe('a re-wrap of more keys than one invocation can handle', () => {
  it('is handed over until all keys are done', async () => {
    const id = await uploadEncrypted(owner, samplePdf());
    const row = (await rows()).find(({ pk }) => pk === id);
    const before = (await rows()).length;
    // Rows without files, already wrapped with the target key.
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
    ['to a value that is not a key', 'alias/aws/s3'],
  ])('%s', async (_, keyArn) => {
    expect(await administrator.problem('startRewrap', { body: { keyArn } })).toMatchObject({
      status: 422,
      code: 'wrapping_key_unknown',
    });
  });

  it.each([{}, { keyArn: '' }, { keyArn: 7 }, { keyArn: 'x', force: true }])(
    'with the invalid body %j',
    async (body) => {
      expect(await administrator.problem('startRewrap', { body })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      });
    },
  );

  it('while a re-wrap to another key is running', async () => {
    const TableName = await vault.tableNamed('jobs');
    const running = { pk: 'REWRAP', sk: 'RUNNING', id: UNKNOWN_ID };
    const record = {
      pk: 'REWRAP',
      sk: UNKNOWN_ID,
      id: UNKNOWN_ID,
      keyArn: 'arn:aws:kms:us-east-1:000000000000:key/one-of-ours',
      status: 'running',
      startedBy: UNKNOWN_ID,
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

  it('for users who are not administrators, and for anonymous clients', async () => {
    const body = { keyArn: target };
    expect(await owner.problem('startRewrap', { body })).toMatchObject({
      status: 403,
      code: 'administrator_required',
    });
    expect(await owner.problem('getRewrap', { params: { id: UNKNOWN_ID } })).toMatchObject({
      code: 'administrator_required',
    });
    expect(await stranger(vault).problem('startRewrap', { body })).toMatchObject({ status: 401 });
  });

  it('with 404 for an unknown id', async () => {
    expect(await administrator.problem('getRewrap', { params: { id: UNKNOWN_ID } })).toMatchObject({
      status: 404,
      code: 'rewrap_not_found',
    });
  });
});

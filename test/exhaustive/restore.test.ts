import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Route, type RouteName, routes } from '#contract';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePdf, samplePng } from '../setup/sample-files.ts';
import { share } from '../setup/share-client.ts';
import {
  awaitStatus,
  decryptAndDownload,
  PASSWORD,
  signedIn,
  upload,
  uploadEncrypted,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

const RESTORED = { vaultTable: 'vault-restored', keysTable: 'keys-restored' };

let folder: string;
let vault: OwnVault;
let client: VaultClient;
const files = { kept: samplePdf(), shredded: samplePng() };
const ids = { kept: '', shredded: '', uploading: '' };
const shares = { kept: '', revoked: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-restore-'));
  vault = await startOwnVault(folder, {});
  client = await signedIn(vault);
  ids.kept = await upload(client, files.kept);
  ids.shredded = await upload(client, files.shredded);
  await Promise.all([ids.kept, ids.shredded].map((id) => awaitStatus(client, id, 'encrypted')));
  const unfinished = await client.call('createFile', {
    body: { name: 'a.png', size: 1000, contentType: 'image/png' },
  });
  ids.uploading = unfinished.file.id;
  shares.kept = (await share(client, ids.kept)).token;
  const revoked = await share(client, ids.kept);
  shares.revoked = revoked.token;
  // As DynamoDB restores tables: the items from before the deletions, in new tables.
  await Promise.all([backUp('vault', RESTORED.vaultTable), backUp('keys', RESTORED.keysTable)]);
  await client.call('deleteFile', { params: { id: ids.shredded } });
  await client.call('deleteFile', { params: { id: ids.uploading } });
  await client.call('revokeShare', { params: { id: revoked.id } });
  await vault.stop();
  vault = await startOwnVault(folder, RESTORED);
  const { email } = client;
  const anonymous = withToken({ ...client, vault }, undefined);
  const { accessToken } = await anonymous.call('login', {
    body: { email, password: PASSWORD, session: 'token' },
  });
  client = withToken(anonymous, accessToken);
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

async function backUp(table: string, TableName: string): Promise<void> {
  const source = await vault.tableNamed(table);
  const { Table } = await vault.tables.send(new DescribeTableCommand({ TableName: source }));
  await vault.tables.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Table?.AttributeDefinitions,
      KeySchema: Table?.KeySchema,
      ...(Table?.GlobalSecondaryIndexes !== undefined && {
        GlobalSecondaryIndexes: Table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema,
          Projection,
        })),
      }),
    }),
  );
  const { Items = [] } = await vault.tables.send(new ScanCommand({ TableName: source }));
  for (const Item of Items) await vault.tables.send(new PutCommand({ TableName, Item }));
}

async function replay(): Promise<unknown> {
  const { Payload } = await vault.lambda.send(
    new InvokeCommand({ FunctionName: String(vault.outputs['TombstoneReplayerName']) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
}

async function keyOf(id: string): Promise<unknown> {
  const { Item } = await vault.tables.send(
    new GetCommand({ TableName: RESTORED.keysTable, Key: { pk: id }, ConsistentRead: true }),
  );
  return Item;
}

/** These tests run in the order of a restore. */
describe('tables that were restored from before a deletion', () => {
  it('contain the deleted file and its key', async () => {
    expect(await keyOf(ids.shredded)).toBeDefined();
  });

  it('serve no requests, not even for files that still exist', async () => {
    const refused = { status: 503, code: 'restore_pending' };
    const guarded = (Object.entries(routes) as [RouteName, Route][]).filter(
      ([, { service, access }]) => (service === 'files' || service === 'shares') && access !== 'public',
    );
    expect(guarded.length).toBeGreaterThan(18);
    for (const [name] of guarded)
      for (const id of [ids.kept, ids.shredded])
        expect(await client.problem(name, { params: { id } }), name).toMatchObject(refused);
    for (const name of ['openShare', 'downloadShare'] as const)
      expect(await client.problem(name, { body: { token: shares.kept } })).toMatchObject(refused);
    // Authentication comes first, so that anonymous clients do not learn about a restore.
    expect(await withToken(client, undefined).problem('listFiles')).toMatchObject({ status: 401 });
  });

  it('are not enabled by requests', async () => {
    await client.problem('createFile', { body: { name: 'a.png', size: 9, contentType: 'image/png' } });
    expect(await client.problem('listFiles')).toMatchObject({ code: 'restore_pending' });
  });

  it('serve requests after all deletions have been replayed', async () => {
    expect(await replay()).toEqual({ status: 'done', tombstones: 3, deleted: 3 });
    expect(await keyOf(ids.shredded)).toBeUndefined();
    for (const id of [ids.shredded, ids.uploading])
      expect(await client.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect((await client.call('listFiles')).items.map(({ id }) => id)).toEqual([ids.kept]);
  });

  it('serve the other files, and accept new ones', async () => {
    const { bytes } = await decryptAndDownload(client, ids.kept);
    expect(bytes.equals(files.kept.bytes)).toBe(true);
    await uploadEncrypted(client);
  });

  it('serve only the shares that were not revoked', async () => {
    expect((await client.call('openShare', { body: { token: shares.kept } })).name).toBe(files.kept.name);
    const revoked = { body: { token: shares.revoked } };
    expect(await client.problem('openShare', revoked)).toMatchObject({ code: 'share_not_found' });
  });

  it('still have the receipt of the deleted file', async () => {
    const { claims } = await client.call('getReceipt', { params: { id: ids.shredded } });
    expect(claims.sub).toBe(ids.shredded);
  });

  it('are not changed by another replay', async () => {
    expect(await replay()).toEqual({ status: 'nothing-to-do', tombstones: 0, deleted: 0 });
  });
});

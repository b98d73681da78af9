import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
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
  const open = await client.call('createFile', {
    body: { name: 'a.png', size: 1000, contentType: 'image/png' },
  });
  ids.uploading = open.file.id;
  shares.kept = (await share(client, ids.kept)).token;
  const revoked = await share(client, ids.kept);
  shares.revoked = revoked.token;
  // As DynamoDB's own restore: the items of a moment before the deletions, in new tables.
  await Promise.all([backUp('tablesvault', RESTORED.vaultTable), backUp('tableskeys', RESTORED.keysTable)]);
  await client.call('deleteFile', { params: { id: ids.shredded } });
  await client.call('deleteFile', { params: { id: ids.uploading } });
  await client.call('revokeShare', { params: { id: revoked.id } });
  await vault.stop();
  vault = await startOwnVault(folder, RESTORED);
  const { email } = client;
  const again = withToken({ ...client, vault }, undefined);
  const { accessToken } = await again.call('login', {
    body: { email, password: PASSWORD, session: 'token' },
  });
  client = withToken(again, accessToken);
});
afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

async function backUp(table: string, TableName: string): Promise<void> {
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  const source = TableNames.find((name) => name.toLowerCase().includes(table)) ?? '';
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

/** In this order: what a restore goes through. */
describe('tables that were restored from before a deletion', () => {
  it('have the deleted file and its key in them', async () => {
    expect(await keyOf(ids.shredded)).toBeDefined();
  });

  it('serve nothing, not even what nobody deleted', async () => {
    const refused = { status: 503, code: 'restore_pending' };
    const guarded = (Object.entries(routes) as [RouteName, Route][]).filter(
      ([, { service, access }]) => service === 'files' && access !== 'public',
    );
    expect(guarded.length).toBeGreaterThan(20);
    for (const [name] of guarded)
      for (const id of [ids.kept, ids.shredded])
        expect(await client.problem(name, { params: { id } }), name).toMatchObject(refused);
    for (const name of ['openShare', 'downloadShare'] as const)
      expect(await client.problem(name, { body: { token: shares.kept } })).toMatchObject(refused);
    // Who calls comes first: nobody learns about a restore.
    expect(await withToken(client, undefined).problem('listFiles')).toMatchObject({ status: 401 });
  });

  it('are not made fit by being used', async () => {
    await client.problem('createFile', { body: { name: 'a.png', size: 9, contentType: 'image/png' } });
    expect(await client.problem('listFiles')).toMatchObject({ code: 'restore_pending' });
  });

  it('serve once everything that was ever deleted was deleted in them again', async () => {
    expect(await replay()).toEqual({ status: 'done', tombstones: 3, deleted: 3 });
    expect(await keyOf(ids.shredded)).toBeUndefined();
    for (const id of [ids.shredded, ids.uploading])
      expect(await client.problem('getFile', { params: { id } })).toMatchObject({ code: 'file_not_found' });
    expect((await client.call('listFiles')).items.map(({ id }) => id)).toEqual([ids.kept]);
  });

  it('have the files that nobody deleted, and take new ones', async () => {
    const { bytes } = await decryptAndDownload(client, ids.kept);
    expect(bytes.equals(files.kept.bytes)).toBe(true);
    const id = await upload(client, samplePng());
    await awaitStatus(client, id, 'encrypted');
  });

  it('have the shares that nobody revoked, and no others', async () => {
    expect((await client.call('openShare', { body: { token: shares.kept } })).name).toBe(files.kept.name);
    const revoked = { body: { token: shares.revoked } };
    expect(await client.problem('openShare', revoked)).toMatchObject({ code: 'share_not_found' });
  });

  it('still have the receipt', async () => {
    const { claims } = await client.call('getReceipt', { params: { id: ids.shredded } });
    expect(claims.sub).toBe(ids.shredded);
  });

  it('are left alone by another replay', async () => {
    expect(await replay()).toEqual({ status: 'nothing-to-do', tombstones: 0, deleted: 0 });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountKeys } from '#accounts';
import { problemSchema } from '#contract';
import { vaultKeys } from '#vault';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { samplePng } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload, type VaultClient } from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';

const QUOTA = { quotaBytes: 100_000, quotaFiles: 5 };

let folder: string;
let vault: OwnVault;
let inside: VaultInspector;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-quotas-'));
  vault = await startOwnVault(folder, QUOTA);
  inside = inspect(vault.aws);
});
afterAll(async () => {
  inside?.[Symbol.dispose]();
  await vault?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ownerOf = (client: VaultClient) => decodeJwt(client.accessToken ?? '').sub ?? '';
const usageOf = async (client: VaultClient) => {
  const { bytes, files } = (await inside.item(vaultKeys.usage(ownerOf(client)))) ?? {};
  return { bytes, files };
};
const declare = (client: VaultClient, size: number) =>
  client.request('createFile', { body: { name: 'a.png', contentType: 'image/png', size } });
const outcomes = async (responses: Promise<Response>[]) => {
  const codes = (await Promise.all(responses)).map(async (response) =>
    response.status === 201 ? 'taken' : problemSchema.parse(await response.json()).code,
  );
  return Object.entries(Object.groupBy(await Promise.all(codes), (code) => code)).map(
    ([code, group]) => `${group?.length} ${code}`,
  );
};
async function inTable(part: string, send: (TableName: string) => Promise<unknown>): Promise<void> {
  const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
  await send(TableNames.find((name) => name.toLowerCase().includes(part)) ?? '');
}

describe('a quota', () => {
  it('of files is never passed, however many are declared at once', async () => {
    const client = await signedIn(vault);
    const all = Array.from({ length: 20 }, () => declare(client, 10));
    expect((await outcomes(all)).sort()).toEqual(['15 quota_files_exceeded', '5 taken']);
    expect((await client.call('listFiles')).items).toHaveLength(5);
    expect(await usageOf(client)).toEqual({ bytes: 50, files: 5 });
  });

  it('of bytes is never passed, and is used up to the last one', async () => {
    const client = await signedIn(vault);
    const all = Array.from({ length: 12 }, () => declare(client, 30_000));
    expect((await outcomes(all)).sort()).toEqual(['3 taken', '9 quota_bytes_exceeded']);
    const body = { name: 'a.png', contentType: 'image/png', size: 10_001 };
    expect(await client.problem('createFile', { body })).toMatchObject({
      status: 422,
      code: 'quota_bytes_exceeded',
      detail: '10000 of 100000 bytes are left.',
    });
    expect((await declare(client, 10_000)).status).toBe(201);
    expect(await usageOf(client)).toEqual({ bytes: 100_000, files: 4 });
  });

  it('is one account’s own: what others have counts for nothing', async () => {
    const [full, other] = [await signedIn(vault), await signedIn(vault)];
    expect((await declare(full, 100_000)).status).toBe(201);
    expect((await declare(other, 100_000)).status).toBe(201);
  });

  it('can be another for one account, and holds at the next upload', async () => {
    const client = await signedIn(vault);
    const setQuota = (bytes: number) =>
      inTable('tablesaccounts', (TableName) =>
        vault.tables.send(
          new UpdateCommand({
            TableName,
            Key: accountKeys.profile(ownerOf(client)),
            UpdateExpression: 'SET quota = :quota',
            ExpressionAttributeValues: { ':quota': { bytes, files: 2 } },
          }),
        ),
      );
    await setQuota(300_000);
    expect((await declare(client, 200_000)).status).toBe(201);
    await setQuota(50_000);
    const body = { name: 'a.png', contentType: 'image/png', size: 1 };
    expect(await client.problem('createFile', { body })).toMatchObject({
      code: 'quota_bytes_exceeded',
      detail: '0 of 50000 bytes are left.',
    });
  });
});

describe('what a file takes up', () => {
  it('is given back once when it is deleted, before it was encrypted or after, by however many', async () => {
    const client = await signedIn(vault);
    const kept = await upload(client, samplePng('kept.png'));
    const kind = samplePng('deleted.png');
    const encrypted = await upload(client, kind);
    const declared = { name: 'open.png', contentType: 'image/png', size: 5000 };
    const { file: open } = await client.call('createFile', { body: declared });
    await Promise.all([kept, encrypted].map((id) => awaitStatus(client, id, 'encrypted')));
    const { size } = await client.call('getFile', { params: { id: kept } });
    expect(await usageOf(client)).toEqual({ bytes: size + kind.bytes.length + 5000, files: 3 });

    for (const id of [encrypted, open.id]) {
      const all = Array.from({ length: 5 }, () => client.request('deleteFile', { params: { id } }));
      const statuses = (await Promise.all(all)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    }
    expect(await usageOf(client)).toEqual({ bytes: size, files: 1 });
  });

  it('is given back once when it is rejected, however often the news arrive and though it is deleted then', async () => {
    const client = await signedIn(vault);
    const liar = { ...samplePng('liar.png'), bytes: Buffer.from('this is no picture at all') };
    const id = await upload(client, liar);
    await awaitStatus(client, id, 'rejected');
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });

    for (let again = 0; again < 3; again += 1)
      await inside.sendWork({ kind: 'encrypt', owner: ownerOf(client), file: id });
    while ((await inside.messagesOfWork()) > 0);
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });
    await client.call('deleteFile', { params: { id } });
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });
  });

  it('is counted from what is there in a vault that never counted, whatever comes first', async () => {
    const client = await signedIn(vault);
    const file = samplePng();
    const [one, two] = [await upload(client, file), await upload(client, file)];
    const rejected = await upload(client, { ...file, bytes: Buffer.from('no picture') });
    await Promise.all([one, two].map((id) => awaitStatus(client, id, 'encrypted')));
    await awaitStatus(client, rejected, 'rejected');
    const forget = () =>
      inTable('tablesvault', (TableName) =>
        vault.tables.send(new DeleteCommand({ TableName, Key: vaultKeys.usage(ownerOf(client)) })),
      );
    const size = file.bytes.length;

    await forget();
    const all = Array.from({ length: 8 }, () => declare(client, 10));
    expect((await outcomes(all)).sort()).toEqual(['3 taken', '5 quota_files_exceeded']);
    expect(await usageOf(client)).toEqual({ bytes: 2 * size + 30, files: 5 });

    await forget();
    await Promise.all([one, two].map((id) => client.call('deleteFile', { params: { id } })));
    expect(await usageOf(client)).toEqual({ bytes: 30, files: 3 });

    const body = Buffer.from('no picture');
    const declared = { name: 'liar.png', contentType: 'image/png', size: body.length };
    const { file: liar, upload: way } = await client.call('createFile', { body: declared });
    if (way.kind !== 'single') throw new Error('a small file goes in one piece');
    await forget();
    await fetch(way.url, { method: 'PUT', headers: way.headers, body });
    await awaitStatus(client, liar.id, 'rejected');
    expect(await usageOf(client)).toEqual({ bytes: 30, files: 3 });
  });
});

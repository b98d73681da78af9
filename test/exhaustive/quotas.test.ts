import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountKeys } from '#accounts';
import { problemSchema } from '#contract';
import { vaultKeys } from '#vault';
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { samplePng } from '../setup/sample-files.ts';
import { awaitStatus, signedIn, upload, userIdOf, type VaultClient } from '../setup/vault-client.ts';
import { inspect, type VaultInspector } from '../setup/vault-inspector.ts';

const QUOTA = { quotaBytes: 100_000, quotaFiles: 5 };

let vault: OwnVault;
let inspector: VaultInspector;
beforeAll(async () => {
  vault = await startTemporaryVault(QUOTA);
  inspector = inspect(vault.aws);
});
afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await vault?.stop();
});

const usageOf = async (client: VaultClient) => {
  const { bytes, files } = (await inspector.item(vaultKeys.usage(userIdOf(client)))) ?? {};
  return { bytes, files };
};
const declare = (client: VaultClient, size: number) =>
  client.request('createFile', { body: { name: 'a.png', contentType: 'image/png', size } });
const outcomes = async (responses: Promise<Response>[]) => {
  const codes = (await Promise.all(responses)).map(async (response) =>
    response.status === 201 ? 'accepted' : problemSchema.parse(await response.json()).code,
  );
  return Object.entries(Object.groupBy(await Promise.all(codes), (code) => code)).map(
    ([code, group]) => `${group?.length} ${code}`,
  );
};
async function inTable(table: string, send: (TableName: string) => Promise<unknown>): Promise<void> {
  await send(await vault.tableNamed(table));
}

describe('a quota', () => {
  it('of files is never exceeded by concurrent uploads', async () => {
    const client = await signedIn(vault);
    const all = Array.from({ length: 20 }, () => declare(client, 10));
    expect((await outcomes(all)).sort()).toEqual(['15 quota_files_exceeded', '5 accepted']);
    expect((await client.call('listFiles')).items).toHaveLength(5);
    expect(await usageOf(client)).toEqual({ bytes: 50, files: 5 });
  });

  it('of bytes is never exceeded, and can be used completely', async () => {
    const client = await signedIn(vault);
    const all = Array.from({ length: 12 }, () => declare(client, 30_000));
    expect((await outcomes(all)).sort()).toEqual(['3 accepted', '9 quota_bytes_exceeded']);
    const body = { name: 'a.png', contentType: 'image/png', size: 10_001 };
    expect(await client.problem('createFile', { body })).toMatchObject({
      status: 422,
      code: 'quota_bytes_exceeded',
      detail: '10000 of 100000 bytes are left.',
    });
    expect((await declare(client, 10_000)).status).toBe(201);
    expect(await usageOf(client)).toEqual({ bytes: 100_000, files: 4 });
  });

  it('is independent for each account', async () => {
    const [full, other] = [await signedIn(vault), await signedIn(vault)];
    expect((await declare(full, 100_000)).status).toBe(201);
    expect((await declare(other, 100_000)).status).toBe(201);
  });

  it('can differ for one account, and applies to the next upload', async () => {
    const client = await signedIn(vault);
    const setQuota = (bytes: number) =>
      inTable('accounts', (TableName) =>
        vault.tables.send(
          new UpdateCommand({
            TableName,
            Key: accountKeys.profile(userIdOf(client)),
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

describe('the usage of a file', () => {
  it('is released once by concurrent deletions, before and after encryption', async () => {
    const client = await signedIn(vault);
    const kept = await upload(client, samplePng('kept.png'));
    const other = samplePng('deleted.png');
    const encrypted = await upload(client, other);
    const declared = { name: 'open.png', contentType: 'image/png', size: 5000 };
    const { file: open } = await client.call('createFile', { body: declared });
    await Promise.all([kept, encrypted].map((id) => awaitStatus(client, id, 'encrypted')));
    const { size } = await client.call('getFile', { params: { id: kept } });
    expect(await usageOf(client)).toEqual({ bytes: size + other.bytes.length + 5000, files: 3 });

    for (const id of [encrypted, open.id]) {
      const all = Array.from({ length: 5 }, () => client.request('deleteFile', { params: { id } }));
      const statuses = (await Promise.all(all)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    }
    expect(await usageOf(client)).toEqual({ bytes: size, files: 1 });
  });

  it('is released once when the file is rejected, even if the work item is repeated or the file deleted', async () => {
    const client = await signedIn(vault);
    const mislabelled = { ...samplePng('mislabelled.png'), bytes: Buffer.from('this is not a picture') };
    const id = await upload(client, mislabelled);
    await awaitStatus(client, id, 'rejected');
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });

    for (let again = 0; again < 3; again += 1)
      await inspector.sendWork({ kind: 'encrypt', owner: userIdOf(client), file: id });
    while ((await inspector.messagesOfWork()) > 0);
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });
    await client.call('deleteFile', { params: { id } });
    expect(await usageOf(client)).toEqual({ bytes: 0, files: 0 });
  });

  it('is counted from the existing files in a vault without a counter', async () => {
    const client = await signedIn(vault);
    const file = samplePng();
    const [one, two] = [await upload(client, file), await upload(client, file)];
    const rejected = await upload(client, { ...file, bytes: Buffer.from('not a picture') });
    await Promise.all([one, two].map((id) => awaitStatus(client, id, 'encrypted')));
    await awaitStatus(client, rejected, 'rejected');
    const deleteCounter = () =>
      inTable('vault', (TableName) =>
        vault.tables.send(new DeleteCommand({ TableName, Key: vaultKeys.usage(userIdOf(client)) })),
      );
    const size = file.bytes.length;

    await deleteCounter();
    const all = Array.from({ length: 8 }, () => declare(client, 10));
    expect((await outcomes(all)).sort()).toEqual(['3 accepted', '5 quota_files_exceeded']);
    expect(await usageOf(client)).toEqual({ bytes: 2 * size + 30, files: 5 });

    await deleteCounter();
    await Promise.all([one, two].map((id) => client.call('deleteFile', { params: { id } })));
    expect(await usageOf(client)).toEqual({ bytes: 30, files: 3 });

    const body = Buffer.from('not a picture');
    const declared = { name: 'mislabelled.png', contentType: 'image/png', size: body.length };
    const { file: mislabelled, upload: target } = await client.call('createFile', { body: declared });
    if (target.kind !== 'single') throw new Error('a small file is uploaded in one piece');
    await deleteCounter();
    await fetch(target.url, { method: 'PUT', headers: target.headers, body });
    await awaitStatus(client, mislabelled.id, 'rejected');
    expect(await usageOf(client)).toEqual({ bytes: 30, files: 3 });
  });
});

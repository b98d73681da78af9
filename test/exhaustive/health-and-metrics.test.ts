import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { ListQueuesCommand, PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthServices } from '#contract';
import { type OwnVault, startOwnVault } from '../setup/own-vault.ts';
import { type MetricFamily, parsePrometheus } from '../setup/prometheus.ts';
import { samplePng } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  awaitStatus,
  PASSWORD,
  registerAndConfirm,
  signedIn,
  stranger,
  upload,
  type VaultClient,
  withToken,
} from '../setup/vault-client.ts';

let folder: string;
let vault: OwnVault;
let administrator: VaultClient;
let sqs: SQSClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encrypt5-health-'));
  vault = await startOwnVault(folder, {});
  administrator = await signedIn(vault);
  sqs = new SQSClient(vault.aws);
});
afterAll(async () => {
  sqs?.destroy();
  await vault?.stop();
  await rm(folder, { recursive: true, force: true });
});

const eventually = (isSo: () => Promise<boolean>) => until('the health to change', isSo);

describe('the health of the vault', () => {
  it('is told to anybody, for every service and for each', async () => {
    const client = stranger(vault);
    expect(await client.call('health')).toEqual({
      status: 'ok',
      services: Object.fromEntries(healthServices.map((service) => [service, { status: 'ok' }])),
    });
    for (const service of healthServices)
      expect(await client.call('healthOfService', { params: { service } })).toEqual({ status: 'ok' });
    expect(await client.problem('healthOfService', { params: { service: 'redis' } })).toMatchObject({
      status: 400,
      code: 'invalid_request',
    });
  });

  it('is degraded while there are dead letters, and says neither which nor why', async () => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => url.includes('maildeadletters')) ?? '';
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nobody could read this' }));
    const client = stranger(vault);
    const ask = (service: string) => client.request('healthOfService', { params: { service } });
    await eventually(async () => (await ask('notifier')).status === 503);
    expect(await (await ask('notifier')).json()).toEqual({ status: 'degraded' });
    expect((await ask('encryptor')).status).toBe(200);
    await eventually(async () => (await client.request('health')).status === 503);
    expect(await (await client.request('health')).json()).toMatchObject({
      status: 'degraded',
      services: { notifier: { status: 'degraded' }, files: { status: 'ok' } },
    });
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await eventually(async () => (await client.request('health')).status === 200);
  });

  it('is degraded for whoever signs or publishes receipts, when their key is disabled', async () => {
    const { Keys = [] } = await vault.kms.send(new ListKeysCommand({}));
    const described = await Promise.all(
      Keys.map(({ KeyId }) => vault.kms.send(new DescribeKeyCommand({ KeyId }))),
    );
    const receipts = described.find(({ KeyMetadata }) => /receipts/.test(KeyMetadata?.Description ?? ''));
    const KeyId = receipts?.KeyMetadata?.KeyId;
    const client = stranger(vault);
    const statusOf = async (service: string) =>
      (await client.request('healthOfService', { params: { service } })).status;
    await vault.kms.send(new DisableKeyCommand({ KeyId }));
    try {
      await eventually(async () => (await statusOf('attestor')) === 503);
      expect(await statusOf('auth')).toBe(200);
    } finally {
      await vault.kms.send(new EnableKeyCommand({ KeyId }));
    }
    await eventually(async () => (await statusOf('attestor')) === 200);
  });

  it('is degraded when the janitor was not there for five minutes', async () => {
    const { TableNames = [] } = await vault.tables.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => name.includes('metrics'));
    const at = new Date(Date.now() - 6 * 60_000).toISOString();
    const client = stranger(vault);
    await eventually(async () => {
      await vault.tables.send(new PutCommand({ TableName, Item: { pk: 'ROUND', sk: 'ROUND', at } }));
      return (await client.request('healthOfService', { params: { service: 'janitor' } })).status === 503;
    });
  });
});

describe('the figures', () => {
  const read = async (client: VaultClient): Promise<ReadonlyMap<string, MetricFamily>> => {
    const response = await client.request('metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    return parsePrometheus(await response.text());
  };
  const figure = (families: ReadonlyMap<string, MetricFamily>, name: string, ...labels: string[]) =>
    families
      .get(`encrypt5_${name}`)
      ?.samples.find((sample) => labels.every((label) => Object.values(sample.labels).includes(label)))
      ?.value;

  it('follow a file from its declaration to its end', async () => {
    const { secret } = await administrator.call('createKey', {
      body: {
        name: 'prometheus',
        scopes: ['metrics:read'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    const scraper = withToken(administrator, secret);
    const picture = samplePng();
    const before = await read(scraper);
    const bytesBefore = figure(before, 'file_bytes') ?? 0;
    const encryptedBefore = figure(before, 'files', 'encrypted') ?? 0;

    const id = await upload(administrator, picture);
    await awaitStatus(administrator, id, 'encrypted');
    await eventually(async () => figure(await read(scraper), 'mails_total', 'file-encrypted') === 1);
    const after = await read(scraper);
    expect(figure(after, 'files', 'encrypted')).toBe(encryptedBefore + 1);
    expect(figure(after, 'files', 'uploading')).toBe(0);
    expect(figure(after, 'files', 'encrypting')).toBe(0);
    expect(figure(after, 'file_bytes')).toBe(bytesBefore + picture.bytes.length);
    expect(after.get('encrypt5_work_seconds')?.samples.at(-1)?.value).toBeGreaterThan(0);
    expect(figure(after, 'dead_letters', 'work')).toBe(0);

    await administrator.call('deleteFile', { params: { id } });
    const gone = await read(scraper);
    expect(figure(gone, 'files', 'encrypted')).toBe(encryptedBefore);
    expect(figure(gone, 'file_bytes')).toBe(bytesBefore);
  });

  it('count who signs in, and who does not', async () => {
    const client = stranger(vault);
    await registerAndConfirm(client);
    const before = await read(administrator);
    const body = { email: client.email, password: PASSWORD };
    await client.call('login', { body });
    await client.problem('login', { body: { ...body, password: 'something else' } });
    const after = await read(administrator);
    for (const outcome of ['accepted', 'refused'])
      expect(figure(after, 'logins_total', outcome)).toBe((figure(before, 'logins_total', outcome) ?? 0) + 1);
    expect(figure(after, 'http_request_seconds', 'auth', '+Inf')).toBeGreaterThan(0);
  });

  it('are for administrators alone, by a session or by a key that was made for it', async () => {
    const somebody = await signedIn(vault);
    expect(await somebody.problem('metrics')).toMatchObject({ status: 403, code: 'administrator_required' });
    expect(await stranger(vault).problem('metrics')).toMatchObject({ status: 401 });
    const { secret } = await administrator.call('createKey', {
      body: {
        name: 'backup',
        scopes: ['files:read'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    expect(await withToken(administrator, secret).problem('metrics')).toMatchObject({
      status: 403,
      code: 'scope_required',
    });
  });
});

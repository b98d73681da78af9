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
import { type OwnVault, startTemporaryVault } from '../setup/own-vault.ts';
import { type MetricFamily, parsePrometheus } from '../setup/prometheus.ts';
import { samplePng } from '../setup/sample-files.ts';
import { until } from '../setup/until.ts';
import {
  PASSWORD,
  registerAndConfirm,
  signedIn,
  stranger,
  uploadEncrypted,
  type VaultClient,
  withApiKey,
} from '../setup/vault-client.ts';

let vault: OwnVault;
let administrator: VaultClient;
let sqs: SQSClient;
beforeAll(async () => {
  vault = await startTemporaryVault({});
  administrator = await signedIn(vault);
  sqs = new SQSClient(vault.aws);
});
afterAll(async () => {
  sqs?.destroy();
  await vault?.stop();
});

const eventually = (probe: () => Promise<boolean>) => until('the health to change', probe);

describe('the health of the vault', () => {
  it('is public, for all services and for each', async () => {
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

  it('is degraded while there are dead letters, without details', async () => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const QueueUrl = QueueUrls.find((url) => url.includes('maildeadletters')) ?? '';
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'unreadable' }));
    const client = stranger(vault);
    const healthOf = (service: string) => client.request('healthOfService', { params: { service } });
    await eventually(async () => (await healthOf('notifier')).status === 503);
    expect(await (await healthOf('notifier')).json()).toEqual({ status: 'degraded' });
    expect((await healthOf('encryptor')).status).toBe(200);
    await eventually(async () => (await client.request('health')).status === 503);
    expect(await (await client.request('health')).json()).toMatchObject({
      status: 'degraded',
      services: { notifier: { status: 'degraded' }, files: { status: 'ok' } },
    });
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await eventually(async () => (await client.request('health')).status === 200);
  });

  it('is degraded for services that use the receipts key while it is disabled', async () => {
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
      for (const service of ['attestor', 'auth'])
        await eventually(async () => (await statusOf(service)) === 503);
      expect(await statusOf('files')).toBe(200);
    } finally {
      await vault.kms.send(new EnableKeyCommand({ KeyId }));
    }
    for (const service of ['attestor', 'auth'])
      await eventually(async () => (await statusOf(service)) === 200);
  });

  it('is degraded if the janitor has not run for five minutes', async () => {
    const TableName = await vault.tableNamed('metrics');
    const at = new Date(Date.now() - 6 * 60_000).toISOString();
    const client = stranger(vault);
    await eventually(async () => {
      await vault.tables.send(new PutCommand({ TableName, Item: { pk: 'ROUND', sk: 'ROUND', at } }));
      return (await client.request('healthOfService', { params: { service: 'janitor' } })).status === 503;
    });
  });
});

describe('the metrics', () => {
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

  it('follow a file from its creation to its deletion', async () => {
    const scraper = await withApiKey(administrator, 'metrics:read');
    const picture = samplePng();
    const before = await read(scraper);
    const bytesBefore = figure(before, 'file_bytes') ?? 0;
    const encryptedBefore = figure(before, 'files', 'encrypted') ?? 0;

    const id = await uploadEncrypted(administrator, picture);
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

  it('count accepted and refused sign-ins', async () => {
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

  it('are only for administrators, with a session or with a key for metrics', async () => {
    const user = await signedIn(vault);
    expect(await user.problem('metrics')).toMatchObject({ status: 403, code: 'administrator_required' });
    expect(await stranger(vault).problem('metrics')).toMatchObject({ status: 401 });
    const program = await withApiKey(administrator, 'files:read');
    expect(await program.problem('metrics')).toMatchObject({
      status: 403,
      code: 'scope_required',
    });
  });
});

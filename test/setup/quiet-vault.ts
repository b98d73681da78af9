import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LocalCloud, startLocalCloud } from 'local-cloud';

/** The resources of a vault in which nothing happens by itself, and clients that may do everything with them. */
export interface QuietVault {
  readonly cloud: LocalCloud;
  readonly settings: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: LocalCloud['administrator'];
  };
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly sqs: SQSClient;
  readonly tables: DynamoDBDocumentClient;
  readonly names: {
    readonly vaultTable: string;
    readonly keysTable: string;
    readonly accountsTable: string;
    readonly buckets: { readonly staging: string; readonly vault: string; readonly outbox: string };
    readonly wrappingKey: string;
    readonly workQueue: string;
  };
  stop(): Promise<void>;
}

/** Starts one; `test/setup/quiet-app.ts` says what it leaves out. */
export async function startQuietVault(): Promise<QuietVault> {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-quiet-'));
  const app = fileURLToPath(new URL('quiet-app.ts', import.meta.url));
  await writeFile(
    join(folder, 'cdk.json'),
    JSON.stringify({ app: `node ${app}`, context: { sender: 'vault@example.org' } }),
  );
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder: join(folder, 'data'),
    projectFolder: folder,
    settings: { site: false, siteUrl: 'http://localhost', registration: 'open' },
    stackName: 'Encrypt5',
    onRecord: () => undefined,
  });
  const settings = { region: 'eu-west-1', endpoint: cloud.awsUrl, credentials: cloud.administrator };
  const s3 = new S3Client({ ...settings, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const kms = new KMSClient(settings);
  const sqs = new SQSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const tables = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });

  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const bucket = (kind: string) =>
    only(
      Buckets.map(({ Name = '' }) => Name),
      `storage${kind}`,
    );
  return {
    cloud,
    settings,
    s3,
    kms,
    sqs,
    tables,
    names: {
      vaultTable: only(TableNames, 'tablesvault'),
      keysTable: only(TableNames, 'tableskeys'),
      accountsTable: only(TableNames, 'tablesaccounts'),
      buckets: { staging: bucket('staging'), vault: bucket('vault'), outbox: bucket('outbox') },
      wrappingKey: await wrappingKeyOf(kms),
      workQueue: only(
        QueueUrls.filter((url) => !url.includes('deadletters')),
        'queueswork',
      ),
    },
    async stop() {
      for (const client of [s3, kms, sqs, dynamo]) client.destroy();
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function only(names: readonly string[], part: string): string {
  const [found, ...more] = names.filter((name) => name.toLowerCase().includes(part));
  if (found === undefined || more.length > 0)
    throw new Error(`not just one of "${part}": ${names.join(', ')}`);
  return found;
}

async function wrappingKeyOf(kms: KMSClient): Promise<string> {
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.Description?.includes('wraps') && KeyMetadata.Arn !== undefined) return KeyMetadata.Arn;
  }
  throw new Error('there is no wrapping key');
}

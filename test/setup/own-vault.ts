import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LocalCloud, startLocalCloud } from 'local-cloud';
import { keepLog } from './keep-log.ts';
import { keepRights } from './rights-record.ts';
import type { VaultUnderTest } from './running-vault.ts';
import { cacheFolder, HURRIED_APP, root, SOURCES, settingsWithoutSite } from './test-stack.ts';
import { requireNoneShown } from './used-secrets.ts';

/** A vault of a test's own, with settings that the shared one does not have. */
export interface OwnVault extends VaultUnderTest {
  readonly kms: KMSClient;
  readonly tables: DynamoDBDocumentClient;
  readonly lambda: LambdaClient;
  readonly awsUrl: string;
  /** Of clients of every other service: of the administrator. */
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: LocalCloud['administrator'];
  };
  readonly logFile: string;
  readonly faults: LocalCloud['faults'];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** @throws Error where a line of any function's log holds a secret that the test has used */
  stop(): Promise<void>;
}

/**
 * Starts a vault without a page, on free ports; started again on the same folder it is the same vault.
 *
 * @param settings - of the stack
 * @param options - `hurried`: its workers hand over early, see `test/setup/hurried-app.ts`
 */
export async function startOwnVault(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
  { hurried = false } = {},
): Promise<OwnVault> {
  await mkdir(dataFolder, { recursive: true });
  const logFile = join(dataFolder, 'functions.log');
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder,
    cacheFolder,
    projectFolder: root,
    ...(hurried && { app: HURRIED_APP }),
    settings: { ...settingsWithoutSite, ...settings },
    stackName: 'Encrypt5',
    sources: SOURCES,
    onRecord: keepLog(logFile),
  });
  const aws = { endpoint: cloud.awsUrl, region: 'eu-west-1', credentials: cloud.administrator };
  const kms = new KMSClient(aws);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const lambda = new LambdaClient(aws);
  return {
    pageUrl: cloud.pageUrl,
    mailUrl: cloud.mailUrl,
    logFile,
    kms,
    tables,
    lambda,
    awsUrl: cloud.awsUrl,
    aws,
    faults: cloud.faults,
    outputs: cloud.outputs,
    async stop() {
      for (const client of [kms, tables, lambda]) client.destroy();
      await keepRights(cloud.rights(), standIns(settings));
      await cloud.stop();
      await requireNoneShown(logFile);
    },
  };
}

/** The tables that the settings put into the place of the stack's own. */
function standIns({ vaultTable, keysTable }: Readonly<Record<string, unknown>>): Record<string, string> {
  return { [String(vaultTable)]: 'vault', [String(keysTable)]: 'keys' };
}

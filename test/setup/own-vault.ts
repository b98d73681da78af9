import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LocalCloud, startLocalCloud } from 'local-cloud';
import { saveRights } from './rights-record.ts';
import type { VaultUnderTest } from './running-vault.ts';
import { cacheFolder, root, SHORT_TIMEOUTS_APP, SOURCES, settingsWithoutSite } from './test-stack.ts';
import { requireNoSecretsIn } from './used-secrets.ts';
import { writeLog } from './write-log.ts';

/** A vault that one test file starts for itself, with settings that the shared vault does not have. */
export interface OwnVault extends VaultUnderTest {
  readonly kms: KMSClient;
  readonly tables: DynamoDBDocumentClient;
  readonly lambda: LambdaClient;
  readonly awsUrl: string;
  /** The administrator's settings for clients of other services. */
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: LocalCloud['administrator'];
  };
  readonly logFile: string;
  readonly faults: LocalCloud['faults'];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The physical name of one of the stack's tables. */
  tableNamed(table: 'vault' | 'keys' | 'accounts' | 'jobs' | 'metrics' | (string & {})): Promise<string>;
  /** @throws Error if a function has logged a secret that the test used */
  stop(): Promise<void>;
}

/**
 * Starts a vault without a page on free ports. A vault that is started again on the same folder keeps its data. Use it
 * where a test needs its own settings, clock or faults; use the shared vault (`inject('vault')`) otherwise.
 *
 * @param settings - of the stack
 * @param options - `shortTimeouts`: workers hand over early, see `test/setup/short-timeouts-app.ts`
 */
export async function startOwnVault(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
  { shortTimeouts = false } = {},
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
    ...(shortTimeouts && { app: SHORT_TIMEOUTS_APP }),
    settings: { ...settingsWithoutSite, ...settings },
    stackName: 'Encrypt5',
    sources: SOURCES,
    onRecord: writeLog(logFile),
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
    async tableNamed(table) {
      const { TableNames = [] } = await tables.send(new ListTablesCommand({}));
      const name = TableNames.find((one) => one.toLowerCase().includes(`tables${table}`));
      if (name === undefined) throw new Error(`the stack has no table ${table}`);
      return name;
    },
    async stop() {
      for (const client of [kms, tables, lambda]) client.destroy();
      await saveRights(cloud.rights(), replacementTables(settings));
      await cloud.stop();
      await requireNoSecretsIn(logFile);
    },
  };
}

/** Starts a vault like `startOwnVault`, in a new folder that `stop` deletes. Use it unless the vault must start again. */
export async function startTemporaryVault(
  settings: Readonly<Record<string, unknown>>,
  options: { readonly shortTimeouts?: boolean } = {},
): Promise<OwnVault> {
  const folder = await mkdtemp(join(tmpdir(), 'encrypt5-vault-'));
  const vault = await startOwnVault(folder, settings, options);
  return {
    ...vault,
    async stop() {
      await vault.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Tables that the settings use in place of the stack's own. */
function replacementTables({
  vaultTable,
  keysTable,
}: Readonly<Record<string, unknown>>): Record<string, string> {
  return { [String(vaultTable)]: 'vault', [String(keysTable)]: 'keys' };
}

import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startLocalCloud } from '#local';
import { keepRights } from './rights-record.ts';
import type { VaultUnderTest } from './running-vault.ts';

/** A vault of a test's own, with settings that the shared one does not have. */
export interface OwnVault extends VaultUnderTest {
  readonly kms: KMSClient;
  readonly tables: DynamoDBDocumentClient;
  readonly lambda: LambdaClient;
  readonly awsUrl: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/**
 * Starts a vault without a page, on free ports; started again on the same folder it is the same vault.
 *
 * @param settings - of the stack
 */
export async function startOwnVault(
  dataFolder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<OwnVault> {
  const cloud = await startLocalCloud({
    port: 0,
    awsPort: 0,
    mailPort: 0,
    dataFolder,
    projectFolder: fileURLToPath(new URL('../..', import.meta.url)),
    settings: { registration: 'open', site: 'false', siteUrl: 'http://localhost', ...settings },
    stackName: 'Encrypt5',
    onRecord: () => undefined,
  });
  const { accessKeyId, secretAccessKey } = cloud.administrator;
  const aws = {
    endpoint: cloud.awsUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey },
  };
  const kms = new KMSClient(aws);
  const tables = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const lambda = new LambdaClient(aws);
  return {
    pageUrl: cloud.pageUrl,
    mailUrl: cloud.mailUrl,
    kms,
    tables,
    lambda,
    awsUrl: cloud.awsUrl,
    outputs: cloud.outputs,
    async stop() {
      for (const client of [kms, tables, lambda]) client.destroy();
      await keepRights(cloud.rights());
      await cloud.stop();
    },
  };
}

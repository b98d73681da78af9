import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import {
  type Buckets,
  createLogger,
  createPasswords,
  type Logger,
  type Passwords,
  type VaultTable,
} from '#platform';
import { openAwsServices } from '../../lib/local/aws-services.ts';
import { createFaults, type Faults } from '../../lib/local/faults/index.ts';
import { openCredentials } from '../../lib/local/front-door/index.ts';
import { hangUp, listen } from '../../lib/local/listen.ts';
import { openTogether } from '../../lib/local/open-together.ts';
import { ACCOUNT, REGION } from '../../lib/local/resource.ts';
import { deployTemplate, openAssembly } from '../../lib/local/template/index.ts';
import { physicalName } from '../../lib/local/template/physical-name.ts';
import { openClients } from './clients.ts';

/**
 * A vault without functions: the buckets, tables, queues and keys of the product's template, and a clock that a test
 * moves. Tests do the functions' work themselves. Use it to test one service, or to control the time; use the shared
 * vault (`inject('vault')`) for tests over HTTP.
 */
export interface IdleVault extends AsyncDisposable {
  /** The administrator's settings for further clients. */
  readonly settings: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** Faults that are injected into the calls of all clients. */
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  readonly accounts: VaultTable;
  readonly activity: VaultTable;
  readonly buckets: Buckets;
  /** ARNs. */
  readonly wrappingKey: string;
  readonly receiptsKey: string;
  readonly tokensKey: string;
  readonly secondFactorsKey: string;
  /** URLs. */
  readonly workQueue: string;
  readonly mailQueue: string;
  /** With the lowest cost that Node's scrypt accepts. */
  readonly passwords: Passwords;
  /** Logs nothing. */
  readonly logger: Logger;
  /** The time on the vault's clock, which only `pass` moves. */
  readonly now: () => Date;
  /** Moves the clock forward. */
  pass(milliseconds: number): void;
}

const STACK = 'Encrypt5';
const STORE_TYPES = /^AWS::(KMS|DynamoDB|S3|SQS)::/;

export function openIdleVault(): Promise<IdleVault> {
  return openTogether(async (opened) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'encrypt5-idle-'));
    opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
    const server = createServer();
    const awsPort = await listen(server, 0, 'aws-port');
    const credentials = await openCredentials(dataFolder);
    const aws = await openAwsServices({ dataFolder, awsPort, credentials, onRecord: () => undefined });
    opened.defer(() => aws.close());
    opened.defer(() => hangUp(server));
    const faults = createFaults({
      rules: [],
      labelOf: (physicalName) => physicalName,
      killInstance: () => undefined,
      onRecord: () => undefined,
      now: Date.now,
    });
    aws.open(server, { services: [], around: faults.around });

    const { template } = await openAssembly(inject('assembly'), STACK);
    const Resources = Object.fromEntries(
      Object.entries(template.Resources).filter(([, { Type }]) => STORE_TYPES.test(Type)),
    );
    await deployTemplate({
      template: { ...template, Resources, Outputs: {} },
      stackName: STACK,
      providers: aws.providers,
      readSecret: aws.readSecret,
    });
    aws.deliverEvents();
    const resourceNamed = (prefix: string) => {
      const [id = ''] = Object.keys(Resources).filter((one) =>
        new RegExp(`^${prefix}[0-9A-F]{8}$`).test(one),
      );
      return { id, name: physicalName(STACK, id) };
    };

    const settings = {
      region: REGION,
      endpoint: aws.url,
      credentials: credentials.administrator,
      maxAttempts: 1,
    };
    const clients = openClients(settings);
    opened.defer(() => clients.close());
    const keys = aws.providers.find(({ type }) => type === 'AWS::KMS::Key');
    const keyArn = (prefix: string): string => {
      const { id, name } = resourceNamed(prefix);
      const properties = template.Resources[id]?.Properties;
      return keys?.identify({ logicalId: id, physicalName: name, properties }).attributes['Arn'] ?? '';
    };

    let time = Date.now();
    const logger = createLogger('test');
    logger.setLogLevel('SILENT');
    return {
      ...clients,
      settings,
      faults,
      logger,
      passwords: createPasswords(1),
      table: { client: clients.tables, name: resourceNamed('TablesVault').name },
      keysTable: resourceNamed('TablesKeys').name,
      accounts: { client: clients.tables, name: resourceNamed('TablesAccounts').name },
      activity: { client: clients.tables, name: resourceNamed('TablesActivity').name },
      tombstones: { client: clients.tables, name: resourceNamed('TablesTombstones').name },
      buckets: {
        staging: resourceNamed('StorageStaging').name,
        vault: resourceNamed('StorageVault').name,
        outbox: resourceNamed('StorageOutbox').name,
      },
      wrappingKey: keyArn('KeysWrapping'),
      receiptsKey: keyArn('KeysReceipts'),
      tokensKey: keyArn('KeysTokens'),
      secondFactorsKey: keyArn('KeysSecondFactors'),
      workQueue: `${aws.url}/${ACCOUNT}/${resourceNamed('QueuesWork').name}`,
      mailQueue: `${aws.url}/${ACCOUNT}/${resourceNamed('QueuesMail').name}`,
      now: () => new Date(time),
      pass: (milliseconds) => {
        time += milliseconds;
      },
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  });
}

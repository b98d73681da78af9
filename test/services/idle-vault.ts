import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { createPasswords, type Passwords } from '#accounts';
import { createLogger, type Logger, type TableHandle } from '#aws';
import type { Buckets, VaultTable } from '#vault';
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
 * A vault in which nobody is at work: buckets, tables, queues and keys of the very template, but no function. Tests do the
 * work themselves, at the time that they say it is.
 */
export interface IdleVault extends AsyncDisposable {
  /** Settings of further clients: of the administrator. */
  readonly settings: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  /** What goes wrong with the calls of everybody. */
  readonly faults: Pick<Faults, 'add' | 'clear'>;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
  readonly accounts: TableHandle;
  readonly activity: TableHandle;
  readonly buckets: Buckets;
  /** ARNs. */
  readonly wrappingKey: string;
  readonly receiptsKey: string;
  readonly tokensKey: string;
  readonly secondFactorsKey: string;
  /** URLs. */
  readonly workQueue: string;
  readonly mailQueue: string;
  /** At the lowest cost that Node's scrypt takes. */
  readonly passwords: Passwords;
  /** Writes nothing. */
  readonly logger: Logger;
  /** The time on the vault's clock, which stands still until it is moved. */
  readonly now: () => Date;
  /** Moves the clock. */
  pass(milliseconds: number): void;
}

const STACK = 'Encrypt5';
const STORING = /^AWS::(KMS|DynamoDB|S3|SQS)::/;

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
      Object.entries(template.Resources).filter(([, { Type }]) => STORING.test(Type)),
    );
    await deployTemplate({
      template: { ...template, Resources, Outputs: {} },
      stackName: STACK,
      providers: aws.providers,
      readSecret: aws.readSecret,
    });
    aws.deliverEvents();
    const named = (prefix: string) => {
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
      const { id, name } = named(prefix);
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
      table: { client: clients.tables, name: named('TablesVault').name },
      keysTable: named('TablesKeys').name,
      accounts: { client: clients.tables, name: named('TablesAccounts').name },
      activity: { client: clients.tables, name: named('TablesActivity').name },
      tombstones: { client: clients.tables, name: named('TablesTombstones').name },
      buckets: {
        staging: named('StorageStaging').name,
        vault: named('StorageVault').name,
        outbox: named('StorageOutbox').name,
      },
      wrappingKey: keyArn('KeysWrapping'),
      receiptsKey: keyArn('KeysReceipts'),
      tokensKey: keyArn('KeysTokens'),
      secondFactorsKey: keyArn('KeysSecondFactors'),
      workQueue: `${aws.url}/${ACCOUNT}/${named('QueuesWork').name}`,
      mailQueue: `${aws.url}/${ACCOUNT}/${named('QueuesMail').name}`,
      now: () => new Date(time),
      pass: (milliseconds) => {
        time += milliseconds;
      },
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  });
}

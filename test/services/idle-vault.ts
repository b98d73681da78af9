import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { openStorage, type Storage } from 'local-cloud';
import { inject } from 'vitest';
import { createPasswords, type Passwords } from '#accounts';
import { createLogger, type Logger, type TableHandle } from '#aws';
import type { Buckets, VaultTable } from '#vault';
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
  readonly faults: Storage['faults'];
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

export async function openIdleVault(): Promise<IdleVault> {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'encrypt5-idle-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const template: unknown = JSON.parse(
    await readFile(join(inject('assembly'), `${STACK}.template.json`), 'utf8'),
  );
  const storage = opened.use(await openStorage({ dataFolder, template, stackName: STACK }));
  const settings = {
    region: storage.region,
    endpoint: storage.awsUrl,
    credentials: storage.administrator,
    maxAttempts: 1,
  };
  const clients = openClients(settings);
  opened.defer(() => clients.close());

  /** The resource whose construct has this path: its logical id ends in a hash. */
  const named = (path: string) => {
    const id = storage.logicalIds.find((one) => new RegExp(`^${path}[0-9A-F]{8}$`).test(one));
    if (id === undefined) throw new Error(`the template has no ${path}`);
    return storage.resource(id);
  };
  const table = (path: string): VaultTable => ({ client: clients.tables, name: named(path).ref });
  const keyArn = (path: string): string => named(path).attributes['Arn'] ?? '';

  let time = Date.now();
  const logger = createLogger('test');
  logger.setLogLevel('SILENT');
  const all = opened.move();
  return {
    ...clients,
    settings,
    faults: storage.faults,
    logger,
    passwords: createPasswords(1),
    table: table('TablesVault'),
    keysTable: named('TablesKeys').ref,
    accounts: table('TablesAccounts'),
    activity: table('TablesActivity'),
    tombstones: table('TablesTombstones'),
    buckets: {
      staging: named('StorageStaging').ref,
      vault: named('StorageVault').ref,
      outbox: named('StorageOutbox').ref,
    },
    wrappingKey: keyArn('KeysWrapping'),
    receiptsKey: keyArn('KeysReceipts'),
    tokensKey: keyArn('KeysTokens'),
    secondFactorsKey: keyArn('KeysSecondFactors'),
    workQueue: named('QueuesWork').ref,
    mailQueue: named('QueuesMail').ref,
    now: () => new Date(time),
    pass: (milliseconds) => {
      time += milliseconds;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

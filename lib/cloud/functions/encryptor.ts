import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_RECEIVES } from '../queues.ts';
import { ENCRYPTOR_NODE_OPTIONS } from './encryptor-node-options.ts';
import { bucketVariables, type VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** Encrypts uploads and decrypts files. It is the only function that makes and unwraps file keys. */
export class Encryptor extends ServiceFunction<'encryptor'> {
  constructor(scope: Construct, id: string, parts: VaultParts) {
    const { settings, bundles, keys, tables, storage, queues } = parts;
    super(scope, id, {
      name: 'encryptor',
      bundles,
      description: 'Encrypts uploads, decrypts files',
      nodeOptions: ENCRYPTOR_NODE_OPTIONS,
      memory: 1792,
      timeout: Duration.minutes(15),
      variables: {
        ...bucketVariables(storage),
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        WRAPPING_KEY: keys.currentWrappingKey,
        WORK_QUEUE: queues.work.queueUrl,
        MAIL_QUEUE: queues.mail.queueUrl,
        MAX_RECEIVES,
        OUTBOX_MINUTES: settings.outboxMinutes,
        LEASE_SECONDS: settings.leaseSeconds,
        RETRY_SECONDS: settings.retrySeconds,
        METRICS_TABLE: tables.metrics.tableName,
      },
    });
    tables.grant('metrics', this, 'update');
    tables.grant('vault', this, 'describe', 'get', 'query', 'check', 'put', 'update');
    tables.grant('keys', this, 'describe', 'get', 'put');
    // Without 'list', S3 answers that access is denied, not that an object is missing.
    storage.grant('staging', this, 'read', 'write', 'listParts', 'abort', 'delete', 'list');
    storage.grant('vault', this, 'readVersion', 'read', 'write', 'listParts', 'listUploads', 'abort', 'list');
    storage.grant('outbox', this, 'read', 'write', 'listParts', 'listUploads', 'abort', 'delete', 'list');
    keys.grantWrapping(this);
    queues.grantSend('mail', this);
    queues.grantSend('work', this);
    queues.grantHold('work', this);
    queues.feed('work', this, { batchSize: 1, maxConcurrency: 5 });
  }
}

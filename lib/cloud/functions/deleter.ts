import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bucketVariables, type VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** Deletes accounts with everything that they own, and the ciphertext of deleted files. */
export class Deleter extends ServiceFunction<'deleter'> {
  constructor(scope: Construct, id: string, parts: Omit<VaultParts, 'settings' | 'keys'>) {
    const { bundles, tables, storage, queues } = parts;
    super(scope, id, {
      name: 'deleter',
      bundles,
      description: 'Deletes accounts, and the ciphertext of deleted files',
      memory: 512,
      timeout: Duration.minutes(15),
      variables: {
        ...bucketVariables(storage),
        ACCOUNTS_TABLE: tables.accounts.tableName,
        ACTIVITY_TABLE: tables.activity.tableName,
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        METRICS_TABLE: tables.metrics.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        MAIL_QUEUE: queues.mail.queueUrl,
        DELETIONS_QUEUE: queues.deletions.queueUrl,
      },
    });
    tables.grant('accounts', this, 'get', 'query', 'put', 'delete');
    tables.grant('activity', this, 'query', 'delete');
    tables.grant('metrics', this, 'update');
    tables.grant('vault', this, 'describe', 'get', 'query', 'put', 'update', 'delete');
    tables.grant('keys', this, 'describe', 'get', 'delete');
    tables.grant('tombstones', this, 'put');
    storage.grant('staging', this, 'abort', 'delete');
    storage.grant('vault', this, 'abort', 'deleteVersion', 'listVersions');
    storage.grant('outbox', this, 'abort', 'delete');
    queues.grantSend('mail', this);
    queues.grantSend('deletions', this);
    queues.feed('deletions', this, { batchSize: 1, maxConcurrency: 2 });
  }
}

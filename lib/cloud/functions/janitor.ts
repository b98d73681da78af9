import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { bucketVariables, type VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** Every minute, ends what has expired and restarts work that a worker dropped. */
export class Janitor extends ServiceFunction<'janitor'> {
  constructor(scope: Construct, id: string, parts: Omit<VaultParts, 'settings' | 'keys'>) {
    const { bundles, tables, storage, queues } = parts;
    super(scope, id, {
      name: 'janitor',
      bundles,
      description: 'Every minute: ends what has expired, restarts dropped work',
      memory: 512,
      timeout: Duration.minutes(5),
      variables: {
        ...bucketVariables(storage),
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        WORK_QUEUE: queues.work.queueUrl,
        METRICS_TABLE: tables.metrics.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
      },
    });
    tables.grantIndex('vault', 'due', this);
    tables.grant('metrics', this, 'put', 'update');
    tables.grant('vault', this, 'describe', 'get', 'query', 'put', 'update', 'delete');
    tables.grant('keys', this, 'delete');
    tables.grant('tombstones', this, 'put');
    storage.grant('staging', this, 'abort', 'delete', 'list');
    storage.grant('vault', this, 'abort', 'deleteVersion', 'listVersions');
    storage.grant('outbox', this, 'abort', 'delete');
    queues.grantSend('work', this);
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this)],
    });
  }
}

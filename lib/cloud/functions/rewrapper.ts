import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_RECEIVES } from '../queues.ts';
import type { VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** Wraps file keys under another KMS key. It never sees a file key. */
export class Rewrapper extends ServiceFunction<'rewrapper'> {
  constructor(scope: Construct, id: string, parts: Omit<VaultParts, 'storage'>) {
    const { settings, bundles, keys, tables, queues } = parts;
    super(scope, id, {
      name: 'rewrapper',
      bundles,
      description: 'Wraps file keys under another KMS key',
      memory: 512,
      timeout: Duration.minutes(5),
      variables: {
        KEYS_TABLE: tables.keys.tableName,
        JOBS_TABLE: tables.jobs.tableName,
        REWRAPS_QUEUE: queues.rewraps.queueUrl,
        MAX_RECEIVES,
        LEASE_SECONDS: settings.leaseSeconds,
      },
    });
    tables.grant('jobs', this, 'get', 'update', 'delete');
    tables.grant('keys', this, 'describe', 'get', 'scan', 'update');
    keys.grantRewrapping(this);
    queues.grantSend('rewraps', this);
    queues.feed('rewraps', this, { batchSize: 1, maxConcurrency: 2 });
  }
}

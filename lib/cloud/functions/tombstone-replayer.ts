import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/** Deletes again, in restored tables, what was deleted before. Administrators invoke it after a restore. */
export class TombstoneReplayer extends ServiceFunction<'tombstone-replayer'> {
  constructor(scope: Construct, id: string, parts: Pick<VaultParts, 'bundles' | 'tables'>) {
    const { bundles, tables } = parts;
    super(scope, id, {
      name: 'tombstone-replayer',
      bundles,
      description: 'After a restore: deletes again what was deleted, then lets the tables serve',
      memory: 1024,
      timeout: Duration.minutes(15),
      variables: {
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
      },
    });
    tables.grant('vault', this, 'describe', 'get', 'query', 'put', 'delete');
    tables.grant('keys', this, 'describe', 'get', 'put', 'delete');
    tables.grant('tombstones', this, 'scan');
  }
}

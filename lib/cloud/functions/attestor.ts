import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { KEYS_RECOVERY_DAYS } from '../tables.ts';
import type { VaultParts } from './parts.ts';
import { ServiceFunction } from './service-function.ts';

/**
 * The only function that signs with `receipts`. Its callers name a file. It reads the tables itself and signs what it finds there,
 * so that no caller can choose what is signed.
 */
export class Attestor extends ServiceFunction<'attestor'> {
  constructor(
    scope: Construct,
    id: string,
    { bundles, keys, tables }: Pick<VaultParts, 'bundles' | 'keys' | 'tables'>,
  ) {
    super(scope, id, {
      name: 'attestor',
      bundles,
      description: 'Signs receipts of deletion and heads of histories',
      memory: 256,
      timeout: Duration.seconds(10),
      variables: {
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        RECEIPTS_KEY: keys.receipts.keyArn,
        KEYS_RECOVERY_DAYS,
      },
    });
    tables.grant('vault', this, 'get', 'query');
    tables.grant('keys', this, 'get');
    tables.grant('tombstones', this, 'get', 'put');
    keys.grantSigning('receipts', this);
  }
}

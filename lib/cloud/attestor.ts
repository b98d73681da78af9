import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Bundles } from './build.ts';
import type { Keys } from './keys.ts';
import { ServiceFunction } from './service-function.ts';
import { KEYS_RECOVERY_DAYS, type Tables } from './tables.ts';

export interface AttestorProps {
  readonly bundles: Bundles;
  readonly keys: Keys;
  readonly tables: Tables;
}

/**
 * The one function that signs with `receipts`. It is told which file to look at, and signs what it reads there itself, so that
 * none of those that ask it can have words of its own signed.
 */
export class Attestor extends ServiceFunction<'attestor'> {
  constructor(scope: Construct, id: string, { bundles, keys, tables }: AttestorProps) {
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

  /** Asking for a signature, or how it is; the CDK's own grant would name every version of the function, too. */
  grantAsk(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.functionArn],
    });
  }
}

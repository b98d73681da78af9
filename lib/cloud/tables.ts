import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Rights on items, by what a function does with them. */
const rights = {
  get: ['dynamodb:GetItem'],
  query: ['dynamodb:Query'],
  batchGet: ['dynamodb:BatchGetItem'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
} as const;

export type TableRight = keyof typeof rights;

/** Days for which a deleted file key could be brought back from the table's backups. */
export const KEYS_RECOVERY_DAYS = 7;

/**
 * The tables: who there is, what they keep, and the wrapped key of each file apart from everything else. What was deleted stands
 * in a table of its own that is never restored along with the others: its list is what a restore replays.
 */
export class Tables extends Construct {
  readonly accounts: Table;
  readonly vault: Table;
  readonly keys: Table;
  readonly tombstones: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const single: TableProps = {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
    };
    const sorted: TableProps = {
      ...single,
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    };
    this.accounts = new Table(this, 'Accounts', sorted);
    this.vault = new Table(this, 'Vault', sorted);
    this.vault.addGlobalSecondaryIndex({
      indexName: 'due',
      partitionKey: { name: 'due', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.keys = new Table(this, 'Keys', {
      ...single,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: KEYS_RECOVERY_DAYS,
      },
    });
    this.tombstones = new Table(this, 'Tombstones', {
      ...single,
      sortKey: { name: 'sk', type: AttributeType.STRING },
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }

  /** Grants exactly the named rights on the items of one table, its indexes left out. */
  grant(
    table: 'accounts' | 'vault' | 'keys' | 'tombstones',
    grantee: IGrantable,
    ...names: TableRight[]
  ): void {
    const actions = names.flatMap((name) => rights[name]);
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this[table].tableArn] });
  }

  /** Finding what is due, through the index alone. */
  grantDue(grantee: IGrantable): void {
    const resourceArns = [`${this.vault.tableArn}/index/due`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }
}

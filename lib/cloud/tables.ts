import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The IAM actions of each right on a table. */
const rights = {
  get: ['dynamodb:GetItem'],
  scan: ['dynamodb:Scan'],
  query: ['dynamodb:Query'],
  batchGet: ['dynamodb:BatchGetItem'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
  /** A condition in a transaction, on an item that the transaction does not write. */
  check: ['dynamodb:ConditionCheckItem'],
  /** Reading the id of the table. A table that was restored from a backup has a new id. */
  describe: ['dynamodb:DescribeTable'],
} as const;

export type TableRight = keyof typeof rights;

/** How many days back the backups of the keys table reach. A deleted file key can be restored for this long. */
export const KEYS_RECOVERY_DAYS = 7;

/**
 * The tables. They are separate so that functions get rights on single tables.
 *
 * - `accounts` holds accounts, sessions, API keys and invitations.
 * - `vault` holds files, operations, shares and histories.
 * - `keys` holds the wrapped file keys.
 * - `tombstones` lists what was deleted. It is never restored together with the other tables: after a restore, its deletions are
 *   repeated.
 * - `jobs` holds jobs of administrators. A function that accepts a job needs no right on the tables that the job works on.
 * - `activity` holds what changes often and expires: rate limits, and when API keys were last used. A function that counts
 *   attempts needs no right to write accounts.
 * - `metrics` holds the counters of `GET /metrics`. Many functions update them, and one reads them.
 *
 * The settings can replace `vault` and `keys` with tables that were restored from a backup.
 */
export class Tables extends Construct {
  readonly accounts: Table;
  readonly vault: ITable;
  readonly keys: ITable;
  readonly tombstones: Table;
  readonly jobs: Table;
  readonly activity: Table;
  readonly metrics: Table;

  constructor(scope: Construct, id: string, settings: Pick<Settings, 'vaultTable' | 'keysTable'>) {
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
    this.accounts = accountsTable(this, sorted);
    this.vault =
      settings.vaultTable === undefined
        ? vaultTable(this, sorted)
        : Table.fromTableName(this, 'RestoredVault', settings.vaultTable);
    this.keys =
      settings.keysTable === undefined
        ? new Table(this, 'Keys', {
            ...single,
            pointInTimeRecoverySpecification: {
              pointInTimeRecoveryEnabled: true,
              recoveryPeriodInDays: KEYS_RECOVERY_DAYS,
            },
          })
        : Table.fromTableName(this, 'RestoredKeys', settings.keysTable);
    this.tombstones = new Table(this, 'Tombstones', sorted);
    this.jobs = new Table(this, 'Jobs', sorted);
    this.activity = new Table(this, 'Activity', sorted);
    this.metrics = new Table(this, 'Metrics', sorted);
  }

  /** Grants exactly the named rights on one table. Its indexes are not included. */
  grant(
    table: 'accounts' | 'vault' | 'keys' | 'tombstones' | 'jobs' | 'activity' | 'metrics',
    grantee: IGrantable,
    ...names: TableRight[]
  ): void {
    const actions = names.flatMap((name) => rights[name]);
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this[table].tableArn] });
  }

  /** Grants querying an index: `due` of the vault, or `users` of the accounts. */
  grantIndex(table: 'vault' | 'accounts', index: 'due' | 'users', grantee: IGrantable): void {
    const resourceArns = [`${this[table].tableArn}/index/${index}`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }
}

function accountsTable(scope: Construct, props: TableProps): Table {
  const table = new Table(scope, 'Accounts', props);
  table.addGlobalSecondaryIndex({
    indexName: 'users',
    partitionKey: { name: 'kind', type: AttributeType.STRING },
    sortKey: { name: 'id', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

function vaultTable(scope: Construct, props: TableProps): Table {
  const table = new Table(scope, 'Vault', props);
  table.addGlobalSecondaryIndex({
    indexName: 'due',
    partitionKey: { name: 'due', type: AttributeType.STRING },
    sortKey: { name: 'dueAt', type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}

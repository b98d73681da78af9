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

/** Rights on items, by what a function does with them. */
const rights = {
  get: ['dynamodb:GetItem'],
  scan: ['dynamodb:Scan'],
  query: ['dynamodb:Query'],
  batchGet: ['dynamodb:BatchGetItem'],
  put: ['dynamodb:PutItem'],
  update: ['dynamodb:UpdateItem'],
  delete: ['dynamodb:DeleteItem'],
  /** Whether an item is there, as the condition of a transaction. */
  check: ['dynamodb:ConditionCheckItem'],
  /** Which table it is: one that a backup brought back has another id. */
  describe: ['dynamodb:DescribeTable'],
} as const;

export type TableRight = keyof typeof rights;

/** Days for which a deleted file key could be brought back from the table's backups. */
export const KEYS_RECOVERY_DAYS = 7;

/**
 * The tables: who there is, what they keep, and the wrapped key of each file apart from everything else.
 *
 * - What was deleted stands in `tombstones`, which is never restored along with the others: its list is what a restore replays.
 * - What administrators have asked for stands in `jobs`, so that whoever takes their wishes needs no right on anything else.
 * - What is counted and forgotten again stands in `activity`: whoever counts attempts needs no right on accounts.
 * - What is counted for `GET /metrics` stands in `metrics`: who counts can read nothing, and who reads nothing else.
 * - The settings may put tables that a backup was restored into in the place of `vault` and `keys`.
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

  /** Grants exactly the named rights on the items of one table, its indexes left out. */
  grant(
    table: 'accounts' | 'vault' | 'keys' | 'tombstones' | 'jobs' | 'activity' | 'metrics',
    grantee: IGrantable,
    ...names: TableRight[]
  ): void {
    const actions = names.flatMap((name) => rights[name]);
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this[table].tableArn] });
  }

  /** Finding what is due, or who there is, through the index alone. */
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

import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Settings } from '../settings.ts';
import type { VaultParts } from './parts.ts';

/** MB. scrypt at N = 2^17 takes 128 of them and a whole CPU, which a function has from 1,769 MB on. */
export const HASHING_MEMORY = 1792;

/** The longest that a request can take. */
export const LONGEST_REQUEST = Duration.seconds(25);

export interface HttpParts extends VaultParts {
  /** Absent if there is no site in front of the API. */
  readonly originSecret: ISecret | undefined;
}

type Common = Pick<HttpParts, 'settings' | 'tables' | 'originSecret'>;

/** The variables of every function that answers requests. */
export function httpVariables({ settings, tables, originSecret }: Common) {
  return {
    ACCOUNTS_TABLE: tables.accounts.tableName,
    ADMINISTRATORS: settings.administrators.join(','),
    // On a laptop, the only user is the administrator.
    ADMINISTRATORS_NEED_SECOND_FACTOR: String(!isFirstUserAdministrator(settings)),
    ACTIVITY_TABLE: tables.activity.tableName,
    METRICS_TABLE: tables.metrics.tableName,
    ...(originSecret !== undefined && { ORIGIN_SECRET: originSecret.secretArn }),
  };
}

/** The variables of functions that check what is uploaded. */
export function uploadVariables(settings: Settings) {
  return { FILE_TYPES: settings.fileTypes.join(','), MAX_FILE_SIZE: settings.maxFileSize };
}

/** The rights of every function that answers requests, besides those on accounts and activity. */
export function grantHttp(grantee: IGrantable, { tables, originSecret }: Common): void {
  tables.grant('metrics', grantee, 'update');
  if (originSecret === undefined) return;
  // The CDK's own grant would also allow reading the secret's description.
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [originSecret.secretArn],
  });
}

/** At a public address, the first user must never become an administrator: the settings name administrators there. */
export function isFirstUserAdministrator(settings: Settings): boolean {
  const { firstUserIsAdministrator, registration, administrators } = settings;
  return firstUserIsAdministrator && registration === 'open' && administrators.length === 0;
}

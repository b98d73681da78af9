import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  grantHttp,
  HASHING_MEMORY,
  type HttpParts,
  httpVariables,
  isFirstUserAdministrator,
  LONGEST_REQUEST,
} from './http.ts';
import { ServiceFunction } from './service-function.ts';

/** Accounts and sessions, and the public keys. It is the only function that signs access tokens and opens secrets of 2FA. */
export class Auth extends ServiceFunction<'auth'> {
  constructor(scope: Construct, id: string, parts: HttpParts) {
    const { settings, bundles, keys, tables, queues } = parts;
    super(scope, id, {
      name: 'auth',
      bundles,
      description: 'Accounts and sessions',
      memory: HASHING_MEMORY,
      timeout: Duration.seconds(20),
      variables: {
        ...httpVariables(parts),
        VAULT_TABLE: tables.vault.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        MAIL_QUEUE: queues.mail.queueUrl,
        DELETIONS_QUEUE: queues.deletions.queueUrl,
        REQUESTS_OVER: LONGEST_REQUEST.toSeconds() + 5,
        ATTEMPTS_PER_ADDRESS: settings.attemptsPerAddress,
        PASSWORD_COST: settings.passwordCost,
        REGISTRATION: settings.registration,
        REGISTRATION_DOMAINS: settings.registrationDomains.join(','),
        FIRST_USER_IS_ADMINISTRATOR: String(isFirstUserAdministrator(settings)),
        QUOTA_BYTES: settings.quotaBytes,
        QUOTA_FILES: settings.quotaFiles,
        TOKENS_KEY: keys.currentTokensKey,
        SECOND_FACTORS_KEY: keys.secondFactors.keyArn,
        RECEIPTS_KEY: keys.receipts.keyArn,
      },
    });
    tables.grant('accounts', this, 'get', 'query', 'check', 'put', 'update', 'delete');
    tables.grantIndex('accounts', 'users', this);
    tables.grant('activity', this, 'get', 'query', 'update');
    // The usage of an account. Accounts from before usage was counted have their files counted once.
    tables.grant('vault', this, 'get', 'query');
    tables.grant('tombstones', this, 'query');
    keys.grantSigning('tokens', this);
    keys.grantSecondFactors(this);
    keys.grantVerifying(this);
    queues.grantSend('mail', this);
    queues.grantSend('deletions', this);
    grantHttp(this, parts);
  }
}

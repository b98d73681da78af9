import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Attestor } from './attestor.ts';
import type { Bundles } from './build.ts';
import { ENCRYPTOR_NODE_OPTIONS } from './encryptor-node-options.ts';
import type { Keys } from './keys.ts';
import type { Mailer } from './mailer.ts';
import { MAX_RECEIVES, type Queues } from './queues.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables.ts';

/** Megabytes. scrypt at N=2^17 takes 128 of them, and a whole CPU, which there is from 1,769 on. */
const HASHING_MEMORY = 1792;

export interface FunctionsProps {
  readonly settings: Settings;
  readonly bundles: Bundles;
  readonly keys: Keys;
  readonly tables: Tables;
  readonly storage: Storage;
  readonly queues: Queues;
  readonly attestor: Attestor;
  /** Absent where no site is in front of the API. */
  readonly originSecret: ISecret | undefined;
}

/** What any function has for a request. */
const LONGEST_REQUEST = Duration.seconds(25);

/** The functions that answer requests, each with the variables and the least rights that it needs. */
export class HttpFunctions extends Construct {
  readonly auth: ServiceFunction<'auth'>;
  readonly files: ServiceFunction<'files'>;
  readonly ops: ServiceFunction<'ops'>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { settings, bundles, keys, tables, storage, queues, attestor, originSecret } = props;
    const http = {
      ACCOUNTS_TABLE: tables.accounts.tableName,
      ADMINISTRATORS: settings.administrators.join(','),
      // What an administrator does on a laptop, he does to himself.
      ADMINISTRATORS_NEED_SECOND_FACTOR: String(!isFirstUserAdministrator(settings)),
      ACTIVITY_TABLE: tables.activity.tableName,
      METRICS_TABLE: tables.metrics.tableName,
      ...(originSecret !== undefined && { ORIGIN_SECRET: originSecret.secretArn }),
    };
    const uploads = { FILE_TYPES: settings.fileTypes.join(','), MAX_FILE_SIZE: settings.maxFileSize };

    this.auth = new ServiceFunction(this, 'Auth', {
      name: 'auth',
      bundles,
      description: 'Accounts and sessions',
      memory: HASHING_MEMORY,
      timeout: Duration.seconds(20),
      variables: {
        ...http,
        MAIL_QUEUE: queues.mail.queueUrl,
        CLOSINGS_QUEUE: queues.closings.queueUrl,
        REQUESTS_OVER: LONGEST_REQUEST.toSeconds() + 5,
        ATTEMPTS_PER_ADDRESS: settings.attemptsPerAddress,
        PASSWORD_COST: settings.passwordCost,
        REGISTRATION: settings.registration,
        REGISTRATION_DOMAINS: settings.registrationDomains.join(','),
        FIRST_USER_IS_ADMINISTRATOR: String(isFirstUserAdministrator(settings)),
        TOKENS_KEY: keys.currentTokensKey,
        SECOND_FACTORS_KEY: keys.secondFactors.keyArn,
      },
    });
    tables.grant('accounts', this.auth, 'get', 'query', 'check', 'put', 'update', 'delete');
    tables.grant('activity', this.auth, 'get', 'query', 'update');
    keys.grantSigning('tokens', this.auth);
    keys.grantSecondFactors(this.auth);
    queues.grantSend('mail', this.auth);
    queues.grantSend('closings', this.auth);

    this.files = new ServiceFunction(this, 'Files', {
      name: 'files',
      bundles,
      description: 'Files: uploading, listing, decrypting, sharing, exporting, deleting',
      memory: HASHING_MEMORY,
      timeout: LONGEST_REQUEST,
      variables: {
        ...http,
        ...uploads,
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        STAGING_BUCKET: storage.staging.bucketName,
        VAULT_BUCKET: storage.vault.bucketName,
        OUTBOX_BUCKET: storage.outbox.bucketName,
        WORK_QUEUE: queues.work.queueUrl,
        ATTEMPTS_PER_ADDRESS: settings.attemptsPerAddress,
        PASSWORD_COST: settings.passwordCost,
        ...(settings.siteUrl !== undefined && { SITE_URL: settings.siteUrl }),
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        RECEIPTS_KEY: keys.receipts.keyArn,
        QUOTA_BYTES: settings.quotaBytes,
        QUOTA_FILES: settings.quotaFiles,
        ATTESTOR: attestor.functionName,
        MAIL_QUEUE: queues.mail.queueUrl,
        CLOSINGS_QUEUE: queues.closings.queueUrl,
      },
    });
    tables.grant('accounts', this.files, 'get');
    tables.grantIndex('accounts', 'users', this.files);
    tables.grant('activity', this.files, 'get', 'update');
    tables.grant('vault', this.files, 'describe', 'get', 'query', 'batchGet', 'put', 'update', 'delete');
    tables.grant('keys', this.files, 'describe', 'get', 'delete');
    tables.grant('tombstones', this.files, 'get', 'query', 'put');
    storage.grant('staging', this.files, 'write', 'listParts', 'abort', 'delete');
    storage.grant('vault', this.files, 'readVersion', 'abort', 'listVersions');
    storage.grant('outbox', this.files, 'read', 'abort', 'delete');
    queues.grantSend('work', this.files);
    queues.grantSend('mail', this.files);
    queues.grantSend('closings', this.files);
    keys.grantVerifying(this.files);
    attestor.grantAsk(this.files);

    this.ops = new ServiceFunction(this, 'Ops', {
      name: 'ops',
      bundles,
      description: 'What the page has to know, what administrators ask for, and what no route names',
      memory: 256,
      timeout: Duration.seconds(10),
      variables: {
        ...http,
        ...uploads,
        REGISTRATION: settings.registration,
        JOBS_TABLE: tables.jobs.tableName,
        REWRAPS_QUEUE: queues.rewraps.queueUrl,
        HEALTH_SECONDS: settings.healthSeconds,
        AUTH_FUNCTION: this.auth.functionName,
        FILES_FUNCTION: this.files.functionName,
        ATTESTOR: attestor.functionName,
        WATCHED_QUEUES: queues.watched(),
        WRAPPING_KEYS: keys.wrappingKeys.join(','),
      },
    });
    tables.grant('accounts', this.ops, 'get');
    tables.grant('activity', this.ops, 'update');
    tables.grant('metrics', this.ops, 'get');
    queues.grantWatching(this.ops);
    for (const fn of [this.auth, this.files]) grantAsking(fn, this.ops);
    attestor.grantAsk(this.ops);
    tables.grant('jobs', this.ops, 'get', 'put');
    queues.grantSend('rewraps', this.ops);

    for (const fn of [this.auth, this.files, this.ops]) {
      grantReading(originSecret, fn);
      tables.grant('metrics', fn, 'update');
    }
  }
}

export interface WorkersProps extends FunctionsProps {
  readonly mailer: Mailer;
  /** The page's address, for the links in mails. */
  readonly siteUrl: string;
}

/** The functions that work on what the queues and the clock bring. */
export class Workers extends Construct {
  /** Invoked by hand alone. */
  readonly restorer: ServiceFunction<'restorer'>;

  constructor(scope: Construct, id: string, props: WorkersProps) {
    super(scope, id);
    const { settings, bundles, keys, tables, storage, queues, attestor, mailer } = props;
    const buckets = {
      STAGING_BUCKET: storage.staging.bucketName,
      VAULT_BUCKET: storage.vault.bucketName,
      OUTBOX_BUCKET: storage.outbox.bucketName,
    };

    const encryptor = new ServiceFunction(this, 'Encryptor', {
      name: 'encryptor',
      bundles,
      description: 'Encrypts what was uploaded, decrypts what was asked for',
      nodeOptions: ENCRYPTOR_NODE_OPTIONS,
      memory: 1792,
      timeout: Duration.minutes(15),
      variables: {
        ...buckets,
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        WRAPPING_KEY: keys.currentWrappingKey,
        WORK_QUEUE: queues.work.queueUrl,
        MAIL_QUEUE: queues.mail.queueUrl,
        MAX_RECEIVES,
        OUTBOX_MINUTES: settings.outboxMinutes,
        LEASE_SECONDS: settings.leaseSeconds,
        RETRY_SECONDS: settings.retrySeconds,
        METRICS_TABLE: tables.metrics.tableName,
      },
    });
    tables.grant('metrics', encryptor, 'update');
    tables.grant('vault', encryptor, 'describe', 'get', 'query', 'check', 'put', 'update');
    tables.grant('keys', encryptor, 'describe', 'get', 'put');
    // 'list' lets S3 say that an object is not there; without it, that is forbidden to know.
    storage.grant('staging', encryptor, 'read', 'write', 'listParts', 'abort', 'delete', 'list');
    storage.grant(
      'vault',
      encryptor,
      'readVersion',
      'read',
      'write',
      'listParts',
      'listUploads',
      'abort',
      'list',
    );
    storage.grant(
      'outbox',
      encryptor,
      'read',
      'write',
      'listParts',
      'listUploads',
      'abort',
      'delete',
      'list',
    );
    keys.grantWrapping(encryptor);
    queues.grantSend('mail', encryptor);
    queues.grantSend('work', encryptor);
    queues.grantHold('work', encryptor);
    queues.feed('work', encryptor, { batchSize: 1, maxConcurrency: 5 });

    const rewrapper = new ServiceFunction(this, 'Rewrapper', {
      name: 'rewrapper',
      bundles,
      description: 'Wraps file keys under another KMS key, without seeing them',
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
    tables.grant('jobs', rewrapper, 'get', 'update', 'delete');
    tables.grant('keys', rewrapper, 'describe', 'get', 'scan', 'update');
    keys.grantRewrapping(rewrapper);
    queues.grantSend('rewraps', rewrapper);
    queues.feed('rewraps', rewrapper, { batchSize: 1, maxConcurrency: 2 });

    this.restorer = new ServiceFunction(this, 'Restorer', {
      name: 'restorer',
      bundles,
      description: 'After a restore: deletes once more what was deleted, then lets the tables serve',
      memory: 1024,
      timeout: Duration.minutes(15),
      variables: {
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
      },
    });
    tables.grant('vault', this.restorer, 'describe', 'get', 'query', 'put', 'delete');
    tables.grant('keys', this.restorer, 'describe', 'get', 'put', 'delete');
    tables.grant('tombstones', this.restorer, 'scan');

    const closer = new ServiceFunction(this, 'Closer', {
      name: 'closer',
      bundles,
      description: 'Deletes accounts with what they had, and the ciphertext of deleted files',
      memory: 512,
      timeout: Duration.minutes(15),
      variables: {
        ...buckets,
        ACCOUNTS_TABLE: tables.accounts.tableName,
        ACTIVITY_TABLE: tables.activity.tableName,
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        METRICS_TABLE: tables.metrics.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
        MAIL_QUEUE: queues.mail.queueUrl,
        CLOSINGS_QUEUE: queues.closings.queueUrl,
      },
    });
    tables.grant('accounts', closer, 'get', 'query', 'put', 'delete');
    tables.grant('activity', closer, 'query', 'delete');
    tables.grant('metrics', closer, 'update');
    tables.grant('vault', closer, 'describe', 'get', 'query', 'put', 'update', 'delete');
    tables.grant('keys', closer, 'describe', 'get', 'delete');
    tables.grant('tombstones', closer, 'put');
    storage.grant('staging', closer, 'abort', 'delete');
    storage.grant('vault', closer, 'abort', 'deleteVersion', 'listVersions');
    storage.grant('outbox', closer, 'abort', 'delete');
    queues.grantSend('mail', closer);
    queues.grantSend('closings', closer);
    queues.feed('closings', closer, { batchSize: 1, maxConcurrency: 2 });

    const notifier = new ServiceFunction(this, 'Notifier', {
      name: 'notifier',
      bundles,
      description: 'Writes the mails',
      memory: 256,
      timeout: Duration.seconds(30),
      variables: {
        ACCOUNTS_TABLE: tables.accounts.tableName,
        ATTESTOR: attestor.functionName,
        METRICS_TABLE: tables.metrics.tableName,
        SENDER: settings.sender,
        SITE_URL: props.siteUrl,
      },
    });
    tables.grant('accounts', notifier, 'get');
    attestor.grantAsk(notifier);
    tables.grant('metrics', notifier, 'update');
    mailer.grantSend(notifier);
    queues.feed('mail', notifier, { batchSize: 10, maxConcurrency: 2 });

    const janitor = new ServiceFunction(this, 'Janitor', {
      name: 'janitor',
      bundles,
      description: 'Every minute: ends what has ended, takes up what was dropped',
      memory: 512,
      timeout: Duration.minutes(5),
      variables: {
        ...buckets,
        VAULT_TABLE: tables.vault.tableName,
        KEYS_TABLE: tables.keys.tableName,
        WORK_QUEUE: queues.work.queueUrl,
        METRICS_TABLE: tables.metrics.tableName,
        TOMBSTONES_TABLE: tables.tombstones.tableName,
      },
    });
    tables.grantIndex('vault', 'due', janitor);
    tables.grant('metrics', janitor, 'put', 'update');
    tables.grant('vault', janitor, 'describe', 'get', 'query', 'put', 'update', 'delete');
    tables.grant('keys', janitor, 'delete');
    tables.grant('tombstones', janitor, 'put');
    storage.grant('staging', janitor, 'abort', 'delete', 'list');
    storage.grant('vault', janitor, 'abort', 'deleteVersion', 'listVersions');
    storage.grant('outbox', janitor, 'abort', 'delete');
    queues.grantSend('work', janitor);
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(janitor)],
    });
  }
}

/** Asking a function how it is; the CDK's own grant takes in every version of it, too. */
function grantAsking(fn: IFunction, grantee: IGrantable): void {
  Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [fn.functionArn] });
}

/** Reading what the secret says; the CDK's own grant lets a function read all about it, too. */
function grantReading(secret: ISecret | undefined, grantee: IGrantable): void {
  if (secret === undefined) return;
  const actions = ['secretsmanager:GetSecretValue'];
  Grant.addToPrincipal({ grantee, actions, resourceArns: [secret.secretArn] });
}

/** Whoever comes first to a public address must never rule it: settings name administrators there. */
function isFirstUserAdministrator(settings: Settings): boolean {
  const { firstUserIsAdministrator, registration, administrators } = settings;
  return firstUserIsAdministrator && registration === 'open' && administrators.length === 0;
}

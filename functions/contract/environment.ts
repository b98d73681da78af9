import * as z from 'zod';
import { isFileType } from './file-types.ts';

const name = z.string().min(1);
const positive = z.coerce.number().int().positive();
const list = z.string().transform((text) => text.split(',').filter((item) => item !== ''));

/** The base-2 logarithm of scrypt's cost N (RFC 7914, section 2). */
const passwordCost = z.coerce.number().int().min(1).max(20);

/** A queue and its dead-letter queue: `work=QUEUE-URL DEAD-LETTER-QUEUE-URL`. */
const watchedQueue = z
  .string()
  .regex(/^\w+=\S+ \S+$/)
  .transform((text) => {
    const [queue = '', url = '', deadLetters = ''] = text.split(/[= ]/);
    return { name: queue, url, deadLetters };
  });

/** Variables of every function. */
const common = {
  /** An endpoint other than AWS. The AWS SDK reads the same variable. */
  AWS_ENDPOINT_URL: z.url().optional(),
};

/** Variables of every function that handles HTTP requests. */
const http = {
  ...common,
  ACCOUNTS_TABLE: name,
  /** Email addresses in lower case. */
  ADMINISTRATORS: list,
  /** Whether administrator routes require a session that was signed in to with two-factor authentication. */
  ADMINISTRATORS_NEED_SECOND_FACTOR: z.stringbool(),
  /** The table of short-lived counts: attempts, and the last use of API keys. */
  ACTIVITY_TABLE: name,
  METRICS_TABLE: name,
  /** The Secrets Manager secret whose value the edge sends with each request. Absent without an edge. */
  ORIGIN_SECRET: name.optional(),
};

/** The environment of each function. Each function parses it once at start. The stack is typed by the same keys. */
export const environments = {
  auth: z.object({
    ...http,
    /** The usage of each account. */
    VAULT_TABLE: name,
    /** The public keys that ever signed receipts. */
    TOMBSTONES_TABLE: name,
    /** Only its public half. */
    RECEIPTS_KEY: name,
    /** Bytes and files that an account may have, unless an administrator set another quota. */
    QUOTA_BYTES: positive,
    QUOTA_FILES: positive,
    MAIL_QUEUE: name,
    DELETIONS_QUEUE: name,
    /** Seconds after which every request that was accepted earlier has ended. */
    REQUESTS_OVER: positive,
    /** Attempts of each kind that one network has in 15 minutes. */
    ATTEMPTS_PER_ADDRESS: positive,
    PASSWORD_COST: passwordCost,
    REGISTRATION: z.enum(['open', 'domains', 'invite']),
    REGISTRATION_DOMAINS: list,
    /** On a laptop, where no administrators are configured: the first account becomes an administrator. */
    FIRST_USER_IS_ADMINISTRATOR: z.stringbool(),
    /** The KMS key that signs access tokens. */
    TOKENS_KEY: name,
    /** The KMS key that encrypts the secrets of two-factor authentication. */
    SECOND_FACTORS_KEY: name,
  }),
  files: z.object({
    ...http,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    STAGING_BUCKET: name,
    VAULT_BUCKET: name,
    OUTBOX_BUCKET: name,
    WORK_QUEUE: name,
    TOMBSTONES_TABLE: name,
    /** The function that signs receipts and history heads. */
    ATTESTOR: name,
    MAIL_QUEUE: name,
    DELETIONS_QUEUE: name,
    FILE_TYPES: list.pipe(z.array(z.string().refine(isFileType))),
    MAX_FILE_SIZE: positive,
    /** The default quota of an account: bytes and files. An administrator can change it per account. */
    QUOTA_BYTES: positive,
    QUOTA_FILES: positive,
  }),
  shares: z.object({
    ...http,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    TOMBSTONES_TABLE: name,
    OUTBOX_BUCKET: name,
    WORK_QUEUE: name,
    MAIL_QUEUE: name,
    /** Attempts of each kind that one network has in a quarter of an hour. */
    ATTEMPTS_PER_ADDRESS: positive,
    PASSWORD_COST: passwordCost,
    /** The page's address, if it is not the host that clients ask for. */
    SITE_URL: z.url().optional(),
  }),
  ops: z.object({
    ...http,
    JOBS_TABLE: name,
    REWRAPS_QUEUE: name,
    /** Seconds for which the result of a health check is reused. */
    HEALTH_SECONDS: positive,
    /** The functions whose health `ops` checks. */
    AUTH_FUNCTION: name,
    FILES_FUNCTION: name,
    SHARES_FUNCTION: name,
    ATTESTOR: name,
    /** Queues and their dead-letter queues: `name=url url`, separated by commas. */
    WATCHED_QUEUES: list.pipe(z.array(watchedQueue)),
    /** ARNs of the KMS keys that may wrap file keys. */
    WRAPPING_KEYS: list,
    REGISTRATION: z.enum(['open', 'domains', 'invite']),
    FILE_TYPES: list.pipe(z.array(z.string().refine(isFileType))),
    MAX_FILE_SIZE: positive,
  }),
  encryptor: z.object({
    ...common,
    METRICS_TABLE: name,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    STAGING_BUCKET: name,
    VAULT_BUCKET: name,
    OUTBOX_BUCKET: name,
    WRAPPING_KEY: name,
    WORK_QUEUE: name,
    MAIL_QUEUE: name,
    /** Deliveries of a work item before SQS moves it to the dead-letter queue. */
    MAX_RECEIVES: positive,
    /** Minutes for which a decrypted copy is available for download. */
    OUTBOX_MINUTES: positive,
    LEASE_SECONDS: positive,
    /** Seconds before the first retry of a failed delivery. */
    RETRY_SECONDS: positive,
  }),
  attestor: z.object({
    ...common,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    TOMBSTONES_TABLE: name,
    RECEIPTS_KEY: name,
    /** Days for which backups can restore a deleted row of `Keys`. */
    KEYS_RECOVERY_DAYS: positive,
  }),
  'tombstone-replayer': z.object({ ...common, VAULT_TABLE: name, KEYS_TABLE: name, TOMBSTONES_TABLE: name }),
  rewrapper: z.object({
    ...common,
    KEYS_TABLE: name,
    JOBS_TABLE: name,
    REWRAPS_QUEUE: name,
    MAX_RECEIVES: positive,
    LEASE_SECONDS: positive,
  }),
  deleter: z.object({
    ...common,
    METRICS_TABLE: name,
    ACCOUNTS_TABLE: name,
    ACTIVITY_TABLE: name,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    STAGING_BUCKET: name,
    VAULT_BUCKET: name,
    OUTBOX_BUCKET: name,
    TOMBSTONES_TABLE: name,
    MAIL_QUEUE: name,
    DELETIONS_QUEUE: name,
  }),
  notifier: z.object({
    ...common,
    METRICS_TABLE: name,
    ACCOUNTS_TABLE: name,
    ATTESTOR: name,
    SENDER: name,
    SITE_URL: z.url(),
  }),
  janitor: z.object({
    ...common,
    METRICS_TABLE: name,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    STAGING_BUCKET: name,
    VAULT_BUCKET: name,
    OUTBOX_BUCKET: name,
    WORK_QUEUE: name,
    TOMBSTONES_TABLE: name,
  }),
} as const;

export type FunctionName = keyof typeof environments;
/** The variables that the stack must set for a function, as text. */
export type Variables<F extends FunctionName> = z.input<(typeof environments)[F]>;

import * as z from 'zod';
import { isFileType } from './file-types.ts';

const name = z.string().min(1);
const positive = z.coerce.number().int().positive();
const list = z.string().transform((text) => text.split(',').filter((item) => item !== ''));

/** The base-2 logarithm of scrypt's cost N (RFC 7914, section 2). */
const passwordCost = z.coerce.number().int().min(1).max(20);

/** A queue by its name: `work=QUEUE-URL DEAD-LETTER-QUEUE-URL`. */
const watchedQueue = z
  .string()
  .regex(/^\w+=\S+ \S+$/)
  .transform((text) => {
    const [queue = '', url = '', deadLetters = ''] = text.split(/[= ]/);
    return { name: queue, url, deadLetters };
  });

/** What every function is given. */
const common = {
  /** Where the AWS SDK sends its calls, if not to AWS; the SDK's own variable. */
  AWS_ENDPOINT_URL: z.url().optional(),
};

/** What a function that answers HTTP requests needs to know who is calling. */
const http = {
  ...common,
  ACCOUNTS_TABLE: name,
  /** Addresses, in lower case. */
  ADMINISTRATORS: list,
  /** Whether what is an administrator's takes a session that was signed in to with a second factor. */
  ADMINISTRATORS_NEED_SECOND_FACTOR: z.stringbool(),
  /** The table of what is counted and forgotten again: attempts, and when what was used last. */
  ACTIVITY_TABLE: name,
  METRICS_TABLE: name,
  /** The Secrets Manager secret whose value the edge sends along; absent where there is no site in front. */
  ORIGIN_SECRET: name.optional(),
};

/** The environment of each function: parsed once at start, and the type that the stack has to fill. */
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
    /** Seconds after which every request is over that was let in before. */
    REQUESTS_OVER: positive,
    /** Attempts of each kind that one network has in a quarter of an hour. */
    ATTEMPTS_PER_ADDRESS: positive,
    PASSWORD_COST: passwordCost,
    REGISTRATION: z.enum(['open', 'domains', 'invite']),
    REGISTRATION_DOMAINS: list,
    /** On a laptop, where nobody is named: whoever confirms an address first is an administrator. */
    FIRST_USER_IS_ADMINISTRATOR: z.stringbool(),
    /** The KMS key that signs access tokens. */
    TOKENS_KEY: name,
    /** The KMS key under which the secrets of second factors are stored. */
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
    /** The function that signs. */
    ATTESTOR: name,
    MAIL_QUEUE: name,
    DELETIONS_QUEUE: name,
    FILE_TYPES: list.pipe(z.array(z.string().refine(isFileType))),
    MAX_FILE_SIZE: positive,
    /** Bytes and files that one account may have, where no administrator has said otherwise. */
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
    /** Seconds for which a finding about a service's health is reused. */
    HEALTH_SECONDS: positive,
    /** What `ops` asks how they are. */
    AUTH_FUNCTION: name,
    FILES_FUNCTION: name,
    SHARES_FUNCTION: name,
    ATTESTOR: name,
    /** Queues and the dead-letter queues beside them: `name=url url`, separated by commas. */
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
    /** How often the queue delivers a message before it goes to the dead-letter queue. */
    MAX_RECEIVES: positive,
    /** Minutes for which a decrypted copy can be downloaded. */
    OUTBOX_MINUTES: positive,
    LEASE_SECONDS: positive,
    /** Seconds until a failed delivery is retried for the first time. */
    RETRY_SECONDS: positive,
  }),
  attestor: z.object({
    ...common,
    VAULT_TABLE: name,
    KEYS_TABLE: name,
    TOMBSTONES_TABLE: name,
    RECEIPTS_KEY: name,
    /** Days for which a deleted row of `Keys` can be brought back from its backups. */
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
/** The variables that the stack has to set for a function, as text. */
export type Variables<F extends FunctionName> = z.input<(typeof environments)[F]>;

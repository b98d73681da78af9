import {
  consume,
  createCounters,
  createLogger,
  mailSender,
  queueSender,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
} from '#aws';
import { deletionItemSchema } from '#contract';
import { createRestoreGuard, markedKeys, markedVault } from '#vault';
import { closeAccount } from './close-account.ts';
import { deleteCiphertext } from './delete-ciphertext.ts';
import type { DeleterDependencies } from './dependencies.ts';

/** Milliseconds that are left when another invocation is to go on: a few large files take that long to shred. */
const ENOUGH = 60_000;

const environment = readEnvironment('deleter');
const logger = createLogger('deleter');
const client = tableClient();
const sqs = sqsClient();
const sendDeletion = queueSender(sqs, environment.DELETIONS_QUEUE);
const now = () => new Date();
const counters = createCounters({ client, name: environment.METRICS_TABLE }, now, (error) =>
  logger.warn('Could not write metrics', error),
);

const dependencies: DeleterDependencies = {
  accounts: { client, name: environment.ACCOUNTS_TABLE },
  activity: { client, name: environment.ACTIVITY_TABLE },
  table: { client, name: environment.VAULT_TABLE, notice: counters.noticeFile },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client, name: environment.TOMBSTONES_TABLE },
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  sendMail: mailSender(sqs, environment.MAIL_QUEUE),
  logger,
  now,
};

const requireFit = createRestoreGuard(
  client,
  [
    { ...markedVault(environment.VAULT_TABLE), marks: false },
    { ...markedKeys(environment.KEYS_TABLE), marks: false },
  ],
  now,
);

export const handler = consume(async ({ body }, context) => {
  const item = deletionItemSchema.parse(JSON.parse(body));
  await requireFit();
  if ('file' in item) return deleteCiphertext(dependencies, item);
  const done = await closeAccount(
    dependencies,
    item,
    () => context.getRemainingTimeInMillis() > ENOUGH,
  ).finally(() => counters.flush());
  if (!done) await sendDeletion(item);
}, logger);

import {
  consume,
  createCounters,
  createLogger,
  kmsClient,
  mailSender,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#aws';
import { MOST_PARTS } from '#contract';
import { createRestoreGuard, leaseTimes, markedKeys, markedVault } from '#vault';
import { type DeliveryDependencies, takeDelivery } from './take-delivery.ts';

const environment = readEnvironment('encryptor');
const logger = createLogger('encryptor');
const sqs = sqsClient();

const client = tableClient();
const now = () => new Date();
const counters = createCounters({ client, name: environment.METRICS_TABLE }, now, (error) =>
  logger.warn('Could not write metrics', error),
);

const dependencies: DeliveryDependencies = {
  table: { client, name: environment.VAULT_TABLE, notice: counters.noticeFile },
  keysTable: environment.KEYS_TABLE,
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  kms: kmsClient(),
  sqs,
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  wrappingKey: environment.WRAPPING_KEY,
  workQueue: environment.WORK_QUEUE,
  maxReceives: environment.MAX_RECEIVES,
  retrySeconds: environment.RETRY_SECONDS,
  leaseTimes: leaseTimes(environment.LEASE_SECONDS),
  outboxMinutes: environment.OUTBOX_MINUTES,
  spreading: { above: 2 ** 30, run: 2 ** 29 },
  mostParts: MOST_PARTS,
  sendMail: mailSender(sqs, environment.MAIL_QUEUE),
  sendWork: workSender(sqs, environment.WORK_QUEUE),
  logger,
  now,
};

const requireFit = createRestoreGuard(
  client,
  [
    { ...markedVault(environment.VAULT_TABLE), marks: false },
    { ...markedKeys(environment.KEYS_TABLE), marks: true },
  ],
  now,
);

export const handler = consume(async (delivery, context) => {
  // The message comes back when its visibility ends: nothing is given up because a table was restored.
  await requireFit();
  const begun = now().getTime();
  try {
    await takeDelivery(dependencies, delivery, () => context.getRemainingTimeInMillis());
  } finally {
    counters.observe('work_seconds', undefined, (now().getTime() - begun) / 1000);
    await counters.flush();
  }
}, logger);

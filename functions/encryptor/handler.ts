import {
  consume,
  createLogger,
  createRestoreGuard,
  kmsClient,
  mailSender,
  markedKeys,
  markedVault,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#platform';
import { type DeliveryDependencies, takeDelivery } from './take-delivery.ts';

const environment = readEnvironment('encryptor');
const logger = createLogger('encryptor');
const sqs = sqsClient();

const client = tableClient();
const now = () => new Date();

const dependencies: DeliveryDependencies = {
  table: { client, name: environment.VAULT_TABLE },
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
  outboxMinutes: environment.OUTBOX_MINUTES,
  spreading: { above: 2 ** 30, run: 2 ** 29 },
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
  await takeDelivery(dependencies, delivery, () => context.getRemainingTimeInMillis());
}, logger);

import {
  consume,
  createLogger,
  kmsClient,
  mailSender,
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

const dependencies: DeliveryDependencies = {
  table: { client: tableClient(), name: environment.VAULT_TABLE },
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
  now: () => new Date(),
};

export const handler = consume(
  (delivery, context) => takeDelivery(dependencies, delivery, () => context.getRemainingTimeInMillis()),
  logger,
);

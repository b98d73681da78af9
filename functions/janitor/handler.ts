import {
  createLogger,
  createRestoreGuard,
  markedVault,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#platform';
import type { JanitorDependencies } from './dependencies.ts';
import { tidyUp } from './tidy-up.ts';

const environment = readEnvironment('janitor');

const client = tableClient();

const dependencies: JanitorDependencies = {
  table: { client, name: environment.VAULT_TABLE },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client, name: environment.TOMBSTONES_TABLE },
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  sendWork: workSender(sqsClient(), environment.WORK_QUEUE),
  logger: createLogger('janitor'),
  now: () => new Date(),
};

const requireFit = createRestoreGuard(
  client,
  [{ ...markedVault(environment.VAULT_TABLE), marks: false }],
  dependencies.now,
);

export const handler = async () => {
  await requireFit();
  await tidyUp(dependencies);
};

import {
  createCounters,
  createLogger,
  noteRound,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#aws';
import { createRestoreGuard, markedVault } from '#vault';
import type { JanitorDependencies } from './dependencies.ts';
import { tidyUp } from './tidy-up.ts';

const environment = readEnvironment('janitor');

const client = tableClient();
const logger = createLogger('janitor');
const now = () => new Date();
const metrics = { client, name: environment.METRICS_TABLE };
const counters = createCounters(metrics, now, (error) => logger.warn('Could not write metrics', error));

const dependencies: JanitorDependencies = {
  table: { client, name: environment.VAULT_TABLE, notice: counters.noticeFile },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client, name: environment.TOMBSTONES_TABLE },
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  sendWork: workSender(sqsClient(), environment.WORK_QUEUE),
  logger,
  now,
};

const requireFit = createRestoreGuard(
  client,
  [{ ...markedVault(environment.VAULT_TABLE), marks: false }],
  now,
);

export const handler = async () => {
  await requireFit();
  try {
    await tidyUp(dependencies);
    await noteRound(metrics, now());
  } finally {
    await counters.flush();
  }
};

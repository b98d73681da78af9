import {
  consume,
  createLogger,
  kmsClient,
  queueSender,
  readEnvironment,
  StaleRecord,
  sqsClient,
  tableClient,
} from '#aws';
import { rewrapItemSchema } from '#contract';
import { createRestoreGuard, leaseTimes, markedKeys } from '#vault';
import type { RewrapperDependencies } from './dependencies.ts';
import { giveUpRewrap, rewrapKeys } from './rewrap-keys.ts';

const environment = readEnvironment('rewrapper');
const logger = createLogger('rewrapper');
const client = tableClient();

const dependencies: RewrapperDependencies = {
  jobs: { client, name: environment.JOBS_TABLE },
  keys: { client, name: environment.KEYS_TABLE },
  kms: kmsClient(),
  sendRewrap: queueSender(sqsClient(), environment.REWRAPS_QUEUE),
  leaseTimes: leaseTimes(environment.LEASE_SECONDS),
  now: () => new Date(),
};

const requireFit = createRestoreGuard(
  client,
  [{ ...markedKeys(environment.KEYS_TABLE), marks: false }],
  dependencies.now,
);

export const handler = consume(async ({ body, receives }, context) => {
  const { rewrap } = rewrapItemSchema.parse(JSON.parse(body));
  await requireFit();
  try {
    await rewrapKeys(dependencies, rewrap, () => context.getRemainingTimeInMillis());
  } catch (error) {
    // Another worker has the lease.
    if (error instanceof StaleRecord) return;
    if (receives >= environment.MAX_RECEIVES) await giveUpRewrap(dependencies, rewrap);
    throw error;
  }
}, logger);

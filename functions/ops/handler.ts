import { createAdmission } from '#accounts';
import {
  createCounters,
  createLogger,
  lambdaClient,
  probeTable,
  queueSender,
  readEnvironment,
  sqsClient,
  tableClient,
} from '#aws';
import { serve } from '#http';
import { checkFunction } from './check-function.ts';
import { configOf } from './config.ts';
import { healthRoutes } from './health.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRoute } from './openapi.ts';
import { getRewrapRoute, type RewrapDependencies, startRewrapRoute } from './rewraps.ts';

const environment = readEnvironment('ops');
const now = () => new Date();
const config = configOf({
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  registration: environment.REGISTRATION,
});

const logger = createLogger('ops');
const table = tableClient();
const sqs = sqsClient();
const lambda = lambdaClient();
const watched = {
  metrics: { client: table, name: environment.METRICS_TABLE },
  sqs,
  queues: environment.WATCHED_QUEUES,
};

async function checkHealth(): Promise<void> {
  await Promise.all([
    probeTable(table, environment.ACCOUNTS_TABLE),
    probeTable(table, environment.JOBS_TABLE),
  ]);
}

const dependencies: RewrapDependencies = {
  jobs: { client: table, name: environment.JOBS_TABLE },
  sendRewrap: queueSender(sqs, environment.REWRAPS_QUEUE),
  wrappingKeys: environment.WRAPPING_KEYS,
  now,
};

export const handler = serve(
  'ops',
  {
    config: async () => ({ body: config }),
    openApi: openApiRoute(),
    metrics: metricsRoute(watched),
    ...healthRoutes({
      healthSeconds: environment.HEALTH_SECONDS,
      ...watched,
      logger,
      now,
      checkService: {
        auth: () => checkFunction(lambda, environment.AUTH_FUNCTION),
        files: () => checkFunction(lambda, environment.FILES_FUNCTION),
        shares: () => checkFunction(lambda, environment.SHARES_FUNCTION),
        attestor: () => checkFunction(lambda, environment.ATTESTOR),
        ops: checkHealth,
      },
    }),
    startRewrap: startRewrapRoute(dependencies),
    getRewrap: getRewrapRoute(dependencies),
  },
  {
    logger,
    checkHealth,
    counters: createCounters(watched.metrics, now, (error) => logger.warn('Could not write metrics', error)),
    now,
    admit: createAdmission({
      accounts: { client: table, name: environment.ACCOUNTS_TABLE },
      activity: { client: table, name: environment.ACTIVITY_TABLE },
      administrators: environment.ADMINISTRATORS,
      administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
      now,
    }),
    originSecret: environment.ORIGIN_SECRET,
    reservations: dependencies.jobs,
  },
);

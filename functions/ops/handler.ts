import { createLogger, queueSender, readEnvironment, serve, sqsClient, tableClient } from '#platform';
import { configOf } from './config.ts';
import { openApiRoute } from './openapi.ts';
import { getRewrapRoute, type RewrapDependencies, startRewrapRoute } from './rewraps.ts';

const environment = readEnvironment('ops');
const now = () => new Date();
const config = configOf({
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  registration: environment.REGISTRATION,
});

const table = tableClient();
const dependencies: RewrapDependencies = {
  jobs: { client: table, name: environment.JOBS_TABLE },
  sendRewrap: queueSender(sqsClient(), environment.REWRAPS_QUEUE),
  wrappingKeys: environment.WRAPPING_KEYS,
  now,
};

export const handler = serve(
  'ops',
  {
    config: async () => ({ body: config }),
    openApi: openApiRoute(),
    startRewrap: startRewrapRoute(dependencies),
    getRewrap: getRewrapRoute(dependencies),
  },
  {
    logger: createLogger('ops'),
    now,
    table,
    accountsTable: environment.ACCOUNTS_TABLE,
    activityTable: environment.ACTIVITY_TABLE,
    originSecret: environment.ORIGIN_SECRET,
    reservations: dependencies.jobs,
    administrators: environment.ADMINISTRATORS,
    administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
  },
);

import { createAdmission, createPasswords } from '#accounts';
import {
  createCounters,
  createLogger,
  mailSender,
  probeTable,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#aws';
import { createLimiter, serve } from '#http';
import { createRestoreGuard, markedKeys, markedVault } from '#vault';
import { createShareRoute } from './create-share.ts';
import type { ShareDependencies } from './dependencies.ts';
import { downloadShareRoute } from './download-share.ts';
import { listSharesRoute } from './list-shares.ts';
import { openShareRoute } from './open-share.ts';
import { revokeShareRoute } from './revoke-share.ts';

const environment = readEnvironment('shares');
const now = () => new Date();
const logger = createLogger('shares');
const table = tableClient();
const counters = createCounters({ client: table, name: environment.METRICS_TABLE }, now, (error) =>
  logger.warn('Metrics could not be written', error),
);
const sqs = sqsClient();
const activity = { client: table, name: environment.ACTIVITY_TABLE };

const requireFit = createRestoreGuard(
  table,
  [
    { ...markedVault(environment.VAULT_TABLE), marks: true },
    { ...markedKeys(environment.KEYS_TABLE), marks: false },
  ],
  now,
);

const dependencies: ShareDependencies = {
  table: { client: table, name: environment.VAULT_TABLE, notice: counters.noticeFile },
  accounts: { client: table, name: environment.ACCOUNTS_TABLE },
  tombstones: { client: table, name: environment.TOMBSTONES_TABLE },
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: { outbox: environment.OUTBOX_BUCKET },
  sendWork: workSender(sqs, environment.WORK_QUEUE),
  sendMail: mailSender(sqs, environment.MAIL_QUEUE),
  limiter: createLimiter({ activity, attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS, now }),
  passwords: createPasswords(environment.PASSWORD_COST),
  siteUrl: environment.SITE_URL,
  requireFit,
  now,
};

export const handler = serve(
  'shares',
  {
    createShare: createShareRoute(dependencies),
    listShares: listSharesRoute(dependencies),
    revokeShare: revokeShareRoute(dependencies),
    openShare: openShareRoute(dependencies),
    downloadShare: downloadShareRoute(dependencies),
  },
  {
    logger,
    counters,
    async checkHealth() {
      await Promise.all([
        probeTable(table, environment.ACCOUNTS_TABLE),
        probeTable(table, environment.VAULT_TABLE),
      ]);
    },
    now,
    admit: createAdmission({
      accounts: dependencies.accounts,
      activity,
      administrators: environment.ADMINISTRATORS,
      administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
      now,
    }),
    originSecret: environment.ORIGIN_SECRET,
    reservations: dependencies.table,
    requireFit,
  },
);

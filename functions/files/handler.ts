import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import {
  attestorCaller,
  createCounters,
  createLimiter,
  createLogger,
  createPasswords,
  createRestoreGuard,
  kmsClient,
  lambdaClient,
  mailSender,
  markedKeys,
  markedVault,
  probeTable,
  publicKeyReader,
  queueSender,
  readEnvironment,
  readTokenKeys,
  s3Client,
  serve,
  sqsClient,
  tableClient,
  workSender,
} from '#platform';
import { completeUploadRoute } from './complete-upload.ts';
import { createFileRoute } from './create-file.ts';
import { decryptFileRoute } from './decrypt-file.ts';
import { deleteFileRoute } from './delete-file.ts';
import type { FilesDependencies } from './dependencies.ts';
import { exportFileRoute } from './export-file.ts';
import { getFileRoute } from './get-file.ts';
import { historyRoute } from './history.ts';
import { jwksRoute } from './jwks.ts';
import { listFilesRoute } from './list-files.ts';
import { listPartsRoute } from './list-parts.ts';
import { getOperationRoute, listOperationsRoute } from './operations.ts';
import { receiptRoute } from './receipt.ts';
import { renameFileRoute } from './rename-file.ts';
import { renewUploadRoute } from './renew-upload.ts';
import { retryFileRoute } from './retry-file.ts';
import { createShareRoute } from './shares/create-share.ts';
import type { ShareDependencies } from './shares/dependencies.ts';
import { downloadShareRoute } from './shares/download-share.ts';
import { listSharesRoute } from './shares/list-shares.ts';
import { openShareRoute } from './shares/open-share.ts';
import { revokeShareRoute } from './shares/revoke-share.ts';
import { signPartsRoute } from './sign-parts.ts';
import { getMeRoute, listUsersRoute } from './users.ts';

const environment = readEnvironment('files');
const now = () => new Date();
const logger = createLogger('files');
const table = tableClient();
const counters = createCounters({ client: table, name: environment.METRICS_TABLE }, now, (error) =>
  logger.warn('Figures were not added', error),
);
const kms = kmsClient();
const readReceiptsKey = publicKeyReader(kms, environment.RECEIPTS_KEY);

const sqs = sqsClient();

const dependencies: FilesDependencies = {
  table: { client: table, name: environment.VAULT_TABLE, notice: counters.noticeFile },
  accounts: { client: table, name: environment.ACCOUNTS_TABLE },
  keysTable: environment.KEYS_TABLE,
  tombstones: { client: table, name: environment.TOMBSTONES_TABLE },
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  sendWork: workSender(sqs, environment.WORK_QUEUE),
  sendMail: mailSender(sqs, environment.MAIL_QUEUE),
  sendClosing: queueSender(sqs, environment.CLOSINGS_QUEUE),
  attest: attestorCaller(lambdaClient(), environment.ATTESTOR),
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  quota: { bytes: environment.QUOTA_BYTES, files: environment.QUOTA_FILES },
  now,
};

const users = { ...dependencies, administrators: environment.ADMINISTRATORS };

const requireFit = createRestoreGuard(
  table,
  [
    { ...markedVault(environment.VAULT_TABLE), marks: true },
    { ...markedKeys(environment.KEYS_TABLE), marks: false },
  ],
  now,
);

const shares: ShareDependencies = {
  ...dependencies,
  limiter: createLimiter({
    activity: { client: table, name: environment.ACTIVITY_TABLE },
    attemptsPerAddress: environment.ATTEMPTS_PER_ADDRESS,
    now,
  }),
  passwords: createPasswords(environment.PASSWORD_COST),
  siteUrl: environment.SITE_URL,
  requireFit,
};

export const handler = serve(
  'files',
  {
    createFile: createFileRoute(dependencies),
    listFiles: listFilesRoute(dependencies),
    getFile: getFileRoute(dependencies),
    renameFile: renameFileRoute(dependencies),
    deleteFile: deleteFileRoute(dependencies),
    renewUpload: renewUploadRoute(dependencies),
    signParts: signPartsRoute(dependencies),
    listParts: listPartsRoute(dependencies),
    completeUpload: completeUploadRoute(dependencies),
    retryFile: retryFileRoute(dependencies),
    decryptFile: decryptFileRoute(dependencies),
    listOperations: listOperationsRoute(dependencies),
    getOperation: getOperationRoute(dependencies),
    exportFile: exportFileRoute(dependencies),
    getHistory: historyRoute(dependencies),
    getReceipt: receiptRoute(dependencies),
    createShare: createShareRoute(shares),
    listShares: listSharesRoute(shares),
    revokeShare: revokeShareRoute(shares),
    openShare: openShareRoute(shares),
    downloadShare: downloadShareRoute(shares),
    getMe: getMeRoute(users),
    listUsers: listUsersRoute(users),
    jwks: jwksRoute({
      readTokenKeys: () => readTokenKeys({ client: table, name: environment.ACCOUNTS_TABLE }, now()),
      readReceiptsKey,
      tombstones: dependencies.tombstones,
    }),
  },
  {
    logger,
    counters,
    async checkHealth() {
      const Bucket = environment.VAULT_BUCKET;
      await Promise.all([
        probeTable(table, environment.VAULT_TABLE),
        probeTable(table, environment.KEYS_TABLE, 'unsorted'),
        probeTable(table, environment.TOMBSTONES_TABLE),
        publicKeyReader(kms, environment.RECEIPTS_KEY)(),
        dependencies.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'health/', MaxKeys: 1 })),
      ]);
    },
    now,
    accounts: dependencies.accounts,
    activity: { client: table, name: environment.ACTIVITY_TABLE },
    administrators: environment.ADMINISTRATORS,
    administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
    originSecret: environment.ORIGIN_SECRET,
    reservations: dependencies.table,
    requireFit,
  },
);

import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { createAdmission } from '#accounts';
import {
  createCounters,
  createLogger,
  lambdaClient,
  mailSender,
  probeTable,
  queueSender,
  readEnvironment,
  s3Client,
  sqsClient,
  tableClient,
  workSender,
} from '#aws';
import { serve } from '#http';
import { attestorCaller, createRestoreGuard, markedKeys, markedVault } from '#vault';
import { completeUploadRoute } from './complete-upload.ts';
import { createFileRoute } from './create-file.ts';
import { decryptFileRoute } from './decrypt-file.ts';
import { deleteFileRoute } from './delete-file.ts';
import type { FilesDependencies } from './dependencies.ts';
import { exportFileRoute } from './export-file.ts';
import { getFileRoute } from './get-file.ts';
import { historyRoute } from './history.ts';
import { listFilesRoute } from './list-files.ts';
import { listPartsRoute } from './list-parts.ts';
import { getOperationRoute, listOperationsRoute } from './operations.ts';
import { receiptRoute } from './receipt.ts';
import { renameFileRoute } from './rename-file.ts';
import { renewUploadRoute } from './renew-upload.ts';
import { retryFileRoute } from './retry-file.ts';
import { signPartsRoute } from './sign-parts.ts';

const environment = readEnvironment('files');
const now = () => new Date();
const logger = createLogger('files');
const table = tableClient();
const counters = createCounters({ client: table, name: environment.METRICS_TABLE }, now, (error) =>
  logger.warn('Metrics could not be written', error),
);
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
  sendDeletion: queueSender(sqs, environment.DELETIONS_QUEUE),
  attest: attestorCaller(lambdaClient(), environment.ATTESTOR),
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  quota: { bytes: environment.QUOTA_BYTES, files: environment.QUOTA_FILES },
  now,
};

const requireFit = createRestoreGuard(
  table,
  [
    { ...markedVault(environment.VAULT_TABLE), marks: true },
    { ...markedKeys(environment.KEYS_TABLE), marks: false },
  ],
  now,
);

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
        dependencies.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'health/', MaxKeys: 1 })),
      ]);
    },
    now,
    admit: createAdmission({
      accounts: dependencies.accounts,
      activity: { client: table, name: environment.ACTIVITY_TABLE },
      administrators: environment.ADMINISTRATORS,
      administratorsNeedSecondFactor: environment.ADMINISTRATORS_NEED_SECOND_FACTOR,
      now,
    }),
    originSecret: environment.ORIGIN_SECRET,
    reservations: dependencies.table,
    requireFit,
  },
);

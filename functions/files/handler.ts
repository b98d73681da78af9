import {
  createLogger,
  createTokenVerifier,
  kmsClient,
  publicKeyReader,
  readEnvironment,
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
import { getFileRoute } from './get-file.ts';
import { listFilesRoute } from './list-files.ts';
import { listPartsRoute } from './list-parts.ts';
import { getOperationRoute, listOperationsRoute } from './operations.ts';
import { renewUploadRoute } from './renew-upload.ts';
import { retryFileRoute } from './retry-file.ts';
import { signPartsRoute } from './sign-parts.ts';

const environment = readEnvironment('files');
const now = () => new Date();
const table = tableClient();

const dependencies: FilesDependencies = {
  table: { client: table, name: environment.VAULT_TABLE },
  keysTable: environment.KEYS_TABLE,
  s3: s3Client(environment.AWS_ENDPOINT_URL),
  buckets: {
    staging: environment.STAGING_BUCKET,
    vault: environment.VAULT_BUCKET,
    outbox: environment.OUTBOX_BUCKET,
  },
  sendWork: workSender(sqsClient(), environment.WORK_QUEUE),
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  now,
};

export const handler = serve(
  'files',
  {
    createFile: createFileRoute(dependencies),
    listFiles: listFilesRoute(dependencies),
    getFile: getFileRoute(dependencies),
    deleteFile: deleteFileRoute(dependencies),
    renewUpload: renewUploadRoute(dependencies),
    signParts: signPartsRoute(dependencies),
    listParts: listPartsRoute(dependencies),
    completeUpload: completeUploadRoute(dependencies),
    retryFile: retryFileRoute(dependencies),
    decryptFile: decryptFileRoute(dependencies),
    listOperations: listOperationsRoute(dependencies),
    getOperation: getOperationRoute(dependencies),
  },
  {
    logger: createLogger('files'),
    now,
    table,
    accountsTable: environment.ACCOUNTS_TABLE,
    verifyToken: createTokenVerifier(publicKeyReader(kmsClient(), environment.TOKENS_KEY), now),
    originSecret: environment.ORIGIN_SECRET,
  },
);

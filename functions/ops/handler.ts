import {
  createLogger,
  createTokenVerifier,
  kmsClient,
  publicKeyReader,
  readEnvironment,
  serve,
  tableClient,
} from '#platform';
import { configOf } from './config.ts';

const environment = readEnvironment('ops');
const now = () => new Date();
const config = configOf({
  allowedTypes: environment.FILE_TYPES,
  maxFileSize: environment.MAX_FILE_SIZE,
  registration: environment.REGISTRATION,
});

export const handler = serve(
  'ops',
  { config: async () => ({ body: config }) },
  {
    logger: createLogger('ops'),
    now,
    table: tableClient(),
    accountsTable: environment.ACCOUNTS_TABLE,
    verifyToken: createTokenVerifier(publicKeyReader(kmsClient(), environment.TOKENS_KEY), now),
    originSecret: environment.ORIGIN_SECRET,
  },
);

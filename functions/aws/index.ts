export { bytesSchema } from './bytes-schema.ts';
export { kmsClient, lambdaClient, s3Client, sqsClient, tableClient } from './clients.ts';
export { withHealth } from './health-question.ts';
export { newId, newSecret } from './ids.ts';
export { createLogger, type Logger } from './logger.ts';
export { type Counters, createCounters, type FileChange } from './metrics/counters.ts';
export { lastRound, noteRound } from './metrics/rounds.ts';
export { readCounters, seriesKey } from './metrics/stored-counters.ts';
export { after } from './moments.ts';
export { probeTable } from './probe-table.ts';
export { consume, type Delivery, Postponed } from './queue/consume.ts';
export { mailSender, queueSender, type Send, workSender } from './queue/send.ts';
export { sendUnlessSent } from './queue/send-unless-sent.ts';
export { readEnvironment } from './read-environment.ts';
export { sha256 } from './sha256.ts';
export { DOWNLOAD_URL_SECONDS, signGet } from './sign-download.ts';
export { type PublicKey, publicKeyReader } from './signing/public-key.ts';
export { readClaims } from './signing/read-claims.ts';
export { ISSUER, type SigningKey, signJws } from './signing/sign-jws.ts';
export { queryItems } from './table/query-items.ts';
export { type Page, readPage } from './table/read-page.ts';
export { retryOnConflict } from './table/retry-on-conflict.ts';
export {
  backOff,
  change,
  DUE,
  DUE_INDEX,
  type ItemKey,
  putNew,
  type RecordChanges,
  readItem,
  requireItem,
  StaleRecord,
  type TableHandle,
  transact,
  updateItem,
  type Write,
} from './table/table.ts';
export { conditionalUpdate } from './table/update-expression.ts';

export { isAdministrator, requireAdministrator, requireSecondFactor } from './accounts/administrators.ts';
export { type ApiKeyRecord, apiKeyRecordSchema, newApiKeySecret } from './accounts/api-keys.ts';
export { lastUses } from './accounts/key-use.ts';
export { readProfile } from './accounts/profiles.ts';
export { quotaOf } from './accounts/quotas.ts';
export {
  accountKeys,
  begunSecondFactorSchema,
  type Devices,
  devicesSchema,
  emailHolderSchema,
  type Invite,
  inviteSchema,
  type Profile,
  passwordResetSchema,
  pendingAccountSchema,
  profileSchema,
  type SecondFactorRecord,
  type Session,
  secondFactorRecordSchema,
  sessionSchema,
} from './accounts/records.ts';
export { hasEnded, nextGeneration, readSession, tidySessions } from './accounts/sessions.ts';
export { LISTED, listUserIds } from './accounts/user-index.ts';
export {
  changeRewrap,
  createRewrap,
  type RewrapRecord,
  readRewrap,
  runningRewrap,
} from './administration/rewraps.ts';
export { type Attest, attestorCaller } from './attest.ts';
export { bytesSchema } from './bytes-schema.ts';
export { kmsClient, lambdaClient, s3Client, sqsClient, tableClient } from './clients.ts';
export { readEnvironment } from './environment.ts';
export type { RouteAnswer, RouteHandlers, RouteRequest } from './http/answer-route.ts';
export { type Client, isBrowser, isOwnPage, pageUrl } from './http/client.ts';
export { cursorAfter, idOfCursor } from './http/cursor.ts';
export { withHealth } from './http/health-question.ts';
export { listPage } from './http/list-page.ts';
export { reservationsOf } from './http/reservations.ts';
export { type ServeDependencies, serve } from './http/serve.ts';
export { newId, newSecret } from './ids.ts';
export { type LeaseTimes, leaseTimes } from './lease-times.ts';
export { type Attempt, createLimiter, type Limiter, subjectPartition } from './limits/limiter.ts';
export { networkOf } from './limits/network-of.ts';
export { createLogger, type Logger } from './logger.ts';
export { type Counters, createCounters } from './metrics/counters.ts';
export { lastRound, noteRound } from './metrics/rounds.ts';
export { readCounters, seriesKey } from './metrics/stored-counters.ts';
export { nodeCipher } from './node-cipher.ts';
export { createPasswords, type Passwords } from './password.ts';
export { probeTable } from './probe-table.ts';
export { consume, type Delivery, Postponed } from './queue/consume.ts';
export { mailSender, queueSender, type Send, workSender } from './queue/send.ts';
export { sendUnlessSent } from './queue/send-unless-sent.ts';
export { sha256 } from './sha256.ts';
export { ACCESS_TOKEN_SECONDS, AUDIENCE, ISSUER, TOKEN_TYPE } from './tokens/access-token.ts';
export { readClaims } from './tokens/read-claims.ts';
export { type SigningKey, signJws } from './tokens/sign-jws.ts';
export { type PublicKey, publicKeyReader } from './tokens/signing-key.ts';
export {
  isGood,
  readTokenKeys,
  type TokenKey,
  tokenKeySchema,
  tokenKeysKey,
  tokenKeysSchema,
} from './tokens/token-keys.ts';
export { conditionalUpdate } from './update-expression.ts';
export { after, lookAgain } from './vault/due.ts';
export {
  type EncryptionPlan,
  type FileRecord,
  fileRecordSchema,
  type Spread,
  type StoredCiphertext,
} from './vault/file-record.ts';
export {
  appendEvent,
  createFile,
  type FileChanges,
  readFile,
  recordEvent,
  recordNextEvent,
  updateFile,
} from './vault/files.ts';
export { type ChainedEvent, follows, readEvents } from './vault/history.ts';
export { KEY_NAMESPACE, type KeyRow, keyRowSchema, readKeyRow } from './vault/key-rows.ts';
export { DUE, DUE_INDEX, objectKeys, parseStagingKey, vaultKeys, vaultPrefix } from './vault/keys.ts';
export { type OperationRecord, operationRecordSchema } from './vault/operation-record.ts';
export {
  changeOperation,
  type OperationChanges,
  readOperation,
  updateOperation,
} from './vault/operations.ts';
export { partsOf } from './vault/parts-of.ts';
export { addProgress, readProgress } from './vault/progress.ts';
export { queryItems } from './vault/query-items.ts';
export { type Page, readPage } from './vault/read-page.ts';
export { keepReceiptKey, keptReceiptKeys } from './vault/receipt-keys.ts';
export { createRestoreGuard } from './vault/restore-guard.ts';
export {
  addShareToken,
  type Claim,
  deleteShare,
  goneAfter,
  noteLinksSent,
  noteTold,
  putClaim,
  putShare,
  readClaim,
  readOwnShare,
  readShare,
  readShareOfToken,
  revocation,
  type ShareRecord,
  shareRecordSchema,
  updateClaim,
} from './vault/shares.ts';
export { type ShredFileDependencies, shredFile } from './vault/shred-file.ts';
export { abortUpload, type Buckets, deleteObject } from './vault/sweep.ts';
export {
  operationsOf,
  type SweepDependencies,
  type SweepWork,
  sweep,
  sweepCiphertext,
  sweepReadable,
  sweepWorkSchema,
} from './vault/sweep-file.ts';
export {
  type MarkedTable,
  markedKeys,
  markedVault,
  readMarker,
  tableIdOf,
  writeMarker,
} from './vault/table-marker.ts';
export { readTombstone, type ShredDependencies, shred } from './vault/tombstones.ts';
export { countedFirst, giveBack, readUsage } from './vault/usage.ts';
export {
  backOff,
  change,
  type ItemKey,
  putNew,
  type RecordChanges,
  readItem,
  requireItem,
  StaleRecord,
  transact,
  updateItem,
  type VaultTable,
  type Write,
} from './vault/vault-table.ts';

export {
  type Jwks,
  jwksSchema,
  type SessionAnswer,
  type SessionView,
  type User,
  userSchema,
} from './accounts.ts';
export type { ApiKey } from './api-keys.ts';
export {
  type Attestation,
  type AttestationRequest,
  attestationRequestSchema,
  attestationSchema,
} from './attestations.ts';
export { type Code, codes, type FileErrorCode, fileErrors } from './codes.ts';
export type { Config } from './config.ts';
export {
  type AccountDeletion,
  type DeletionItem,
  deletionItemSchema,
  type FileDeletion,
} from './deletions.ts';
export { environments, type FunctionName, type Variables } from './environment.ts';
export { errorsOf } from './errors-of.ts';
export { emailSchema, idSchema } from './fields.ts';
export { canonicalType, extensionFits, type FileType, fileTypes } from './file-types.ts';
export {
  type File,
  type FileList,
  type FileStatus,
  fileStatuses,
  MOST_PARTS,
  SINGLE_UPLOAD_LIMIT,
  type Upload,
} from './files.ts';
export { type Health, type HealthService, healthServices } from './health.ts';
export {
  EMPTY_HISTORY,
  eventTypes,
  type FileEvent,
  fileEventSchema,
  type HeadClaims,
  HISTORY_TYPE,
  type History,
  type HistoryHead,
  type HistoryItem,
  hashedText,
  headClaimsSchema,
  historyItemSchema,
  historySchema,
} from './histories.ts';
export { type LabelOf, type Metric, type MetricName, metrics } from './metrics.ts';
export { openApiDocument } from './openapi/document.ts';
export type { OpenApiDocument } from './openapi-document.ts';
export type { Operation } from './operations.ts';
export { type FieldError, Problem, type ProblemBody, problemSchema } from './problem.ts';
export { type Quota, quotaSchema, type Usage } from './quotas.ts';
export {
  RECEIPT_TYPE,
  type ReceiptClaims,
  receiptClaimsSchema,
  type Shredding,
  shreddingSchema,
} from './receipts.ts';
export { type Rewrap, type RewrapItem, rewrapItemSchema } from './rewraps.ts';
export {
  type HttpService,
  httpServices,
  idempotencyKeySchema,
  type Route,
  type Scope,
  SESSION_COOKIE,
  scopes,
} from './route.ts';
export { type RouteName, type Routes, type RoutesOf, routes } from './routes.ts';
export {
  type CreatedShare,
  LONGEST_SHARE_DAYS,
  MOST_RECIPIENTS,
  type OpenedShare,
  type Share,
  type ShareDownload,
  type ShareList,
} from './shares.ts';
export { describeUserAgent } from './user-agent.ts';
export type { ListedUser, Me, UserUpdate } from './users.ts';
export {
  type Mail,
  mailSchema,
  s3EventSchema,
  s3TestEventSchema,
  type WorkItem,
  workItemSchema,
} from './work.ts';

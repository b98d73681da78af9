export { type Attest, attestorCaller } from './ask-attestor.ts';
export {
  type EncryptionPlan,
  type FileRecord,
  fileRecordSchema,
  type Spread,
  type StoredCiphertext,
} from './file-record.ts';
export {
  appendEvent,
  countDownFile,
  createFile,
  type FileChanges,
  type NewFile,
  readFile,
  recordEvent,
  recordNextEvent,
  updateFile,
} from './file-store.ts';
export { type ChainedEvent, follows, readEvents } from './history-chain.ts';
export { KEY_NAMESPACE, type KeyRow, keyRowSchema, readKeyRow } from './key-rows.ts';
export { objectKeys, parseStagingKey, vaultKeys, vaultPrefix } from './keys.ts';
export { type LeaseTimes, leaseFrom, leaseTimes } from './lease-times.ts';
export { failFile, finishFile, leaseFile, queueFile, rejectFile, retryFile } from './life/change-file.ts';
export {
  beginOperation,
  expireOperation,
  failOperation,
  finishOperation,
  leaseOperation,
} from './life/change-operation.ts';
export { fileLife } from './life/file-life.ts';
export { operationLife } from './life/operation-life.ts';
export type { Life, Transition } from './life/transition.ts';
export { lookAgain } from './look-again.ts';
export { type OperationRecord, operationRecordSchema } from './operation-record.ts';
export {
  changeOperation,
  countDownOperation,
  type OperationChanges,
  readOperation,
  updateOperation,
} from './operation-store.ts';
export { ownFile } from './own-file.ts';
export { partsOf } from './parts-of.ts';
export { addProgress, readProgress } from './progress.ts';
export { keepReceiptKey, keptReceiptKeys } from './receipt-keys.ts';
export { createRestoreGuard } from './restore-guard.ts';
export { changeRewrap, createRewrap, type RewrapRecord, readRewrap, runningRewrap } from './rewrap-record.ts';
export {
  addShareToken,
  type DownloadGrant,
  deleteShare,
  deletionDue,
  putDownloadGrant,
  putShare,
  readDownloadGrant,
  readOwnShare,
  readShare,
  readShareOfToken,
  recordLinksSent,
  recordOwnerTold,
  revokeWrites,
  type ShareRecord,
  shareRecordSchema,
  updateDownloadGrant,
} from './shares.ts';
export { type ShredFileDependencies, shredFile } from './shred-file.ts';
export { abortUpload, type Buckets, deleteObject } from './sweep.ts';
export {
  operationsOf,
  type SweepDependencies,
  type SweepWork,
  sweep,
  sweepCiphertext,
  sweepReadable,
  sweepWorkSchema,
} from './sweep-file.ts';
export {
  type MarkedTable,
  markedKeys,
  markedVault,
  readMarker,
  tableIdOf,
  writeMarker,
} from './table-marker.ts';
export { readTombstone, type ShredDependencies, shred } from './tombstones.ts';
export { readUsage } from './usage.ts';
export type { VaultTable } from './vault-table.ts';

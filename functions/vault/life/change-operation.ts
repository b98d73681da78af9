import { after, putNew, type RecordChanges, type Send } from '#aws';
import type { FileErrorCode, FileEvent, WorkItem } from '#contract';
import type { FileRecord } from '../file-record.ts';
import { appendEvent, recordNextEvent } from '../file-store.ts';
import { vaultKeys } from '../keys.ts';
import { type LeaseTimes, leaseFrom } from '../lease-times.ts';
import { lookAgain } from '../look-again.ts';
import type { OperationRecord } from '../operation-record.ts';
import { applyChanges, operationWrite, writeOperationChange } from '../operation-store.ts';
import type { VaultTable } from '../vault-table.ts';
import { operationLife } from './operation-life.ts';
import { requireFrom } from './transition.ts';

/** Seconds for which a record of an operation is kept. */
const KEPT_FOR = 7 * 24 * 3600;

export interface BeginOperationDependencies {
  readonly table: VaultTable;
  readonly sendWork: Send<WorkItem>;
  readonly now: () => Date;
}

/** What is to be decrypted, and for whom. */
export interface OperationRequest {
  readonly id: string;
  readonly kind: OperationRecord['kind'];
  /** As in the file's history. */
  readonly event: { readonly actor: string; readonly address: string; readonly detail?: string };
}

/**
 * Begins to decrypt a file in the background.
 *
 * @throws StaleRecord if the file changed since it was read, so that of two requests only one begins an operation
 */
export async function beginOperation(
  { table, sendWork, now }: BeginOperationDependencies,
  file: FileRecord,
  { id, kind, event }: OperationRequest,
): Promise<OperationRecord> {
  const at = now();
  const operation: OperationRecord = {
    id,
    kind,
    owner: file.owner,
    file: file.id,
    status: operationLife.beginOperation.to,
    createdAt: at.toISOString(),
    fence: 0,
    attempts: 0,
    dueAt: after(at, lookAgain.queued),
    expires: Math.floor(at.getTime() / 1000) + KEPT_FOR,
  };
  const requested = { ...event, type: operationLife.beginOperation.event, at: at.toISOString() };
  const others = [putNew(table, vaultKeys.operation(file.owner, id), operation)];
  await recordNextEvent(table, file, {}, requested, others);
  await sendWork({ kind: 'decrypt', owner: file.owner, file: file.id, operation: id });
  return operation;
}

/** A worker takes the lease of an operation, the first time or after another worker's lease expired. */
export function leaseOperation(
  table: VaultTable,
  operation: OperationRecord,
  { at, times }: { readonly at: Date; readonly times: LeaseTimes },
): Promise<OperationRecord> {
  const name = operation.status === 'decrypting' ? 'takeOverOperation' : 'leaseOperation';
  const raised = { fence: operation.fence + 1, attempts: operation.attempts + 1 };
  return advance(table, operation, name, { at, set: { ...leaseFrom(at, times), ...raised } });
}

const WORK = ['lease', 'uploadId', 'spread', 'attempts'] as const;

/** The decrypted copy is complete. */
export function finishOperation(
  table: VaultTable,
  operation: OperationRecord,
  { at, expiresAt }: { readonly at: Date; readonly expiresAt: string },
): Promise<OperationRecord> {
  return advance(table, operation, 'finishOperation', {
    at,
    set: { expiresAt, dueAt: expiresAt },
    remove: WORK,
  });
}

/** Decrypting failed for good. */
export function failOperation(
  table: VaultTable,
  operation: OperationRecord,
  { at, code }: { readonly at: Date; readonly code: FileErrorCode },
): Promise<OperationRecord> {
  return advance(table, operation, 'failOperation', {
    at,
    detail: code,
    set: { error: code },
    remove: [...WORK, 'dueAt'],
  });
}

/** The copy expired and is deleted. */
export function expireOperation(
  table: VaultTable,
  operation: OperationRecord,
  at: Date,
): Promise<OperationRecord> {
  return advance(table, operation, 'expireOperation', { at, set: {}, remove: ['dueAt'] });
}

interface Advance {
  readonly at: Date;
  readonly detail?: string;
  readonly set: Partial<OperationRecord>;
  readonly remove?: RecordChanges<OperationRecord>['remove'];
}

/** @throws StaleRecord if the operation has another status, another worker has its lease, or the file is deleted */
async function advance(
  table: VaultTable,
  operation: OperationRecord,
  name: Exclude<keyof typeof operationLife, 'beginOperation'>,
  { at, detail, set, remove = [] }: Advance,
): Promise<OperationRecord> {
  const transition = operationLife[name];
  requireFrom(transition, operation.status);
  const changes = { set: { ...set, status: transition.to }, remove };
  if (!('event' in transition)) return writeOperationChange(table, operation, changes);
  const event: FileEvent = {
    type: transition.event,
    at: at.toISOString(),
    actor: 'encryptor',
    ...(detail !== undefined && { detail }),
  };
  const write = operationWrite(table, operation, changes);
  await appendEvent(table, operation.owner, operation.file, event, [write]);
  return applyChanges(operation, changes);
}

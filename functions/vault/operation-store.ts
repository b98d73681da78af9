import { change, type RecordChanges, readItem, updateItem, type Write } from '#aws';
import { vaultKeys } from './keys.ts';
import { type OperationRecord, operationRecordSchema } from './operation-record.ts';
import type { VaultTable } from './vault-table.ts';

/** Changes that are no transition: `status` and `fence` belong to `life/change-operation.ts`. */
export type OperationChanges = RecordChanges<
  Omit<OperationRecord, 'id' | 'owner' | 'file' | 'status' | 'fence'>
>;

/** An operation as it is now, or undefined if it does not exist. */
export function readOperation(
  table: VaultTable,
  owner: string,
  operation: string,
): Promise<OperationRecord | undefined> {
  return readItem(table, vaultKeys.operation(owner, operation), operationRecordSchema);
}

/** A write that changes an operation. It fails if another worker has taken the lease since `record` was read. */
export function changeOperation(
  table: VaultTable,
  record: OperationRecord,
  changes: OperationChanges,
): Write {
  return operationWrite(table, record, changes);
}

/**
 * Changes an operation.
 *
 * @throws StaleRecord if another worker has taken the lease since `record` was read
 */
export function updateOperation(
  table: VaultTable,
  record: OperationRecord,
  changes: OperationChanges,
): Promise<OperationRecord> {
  return writeOperationChange(table, record, changes);
}

/** As `changeOperation`, for transitions. */
export function operationWrite(
  table: VaultTable,
  record: OperationRecord,
  changes: RecordChanges<OperationRecord>,
): Write {
  return change(table, vaultKeys.operation(record.owner, record.id), changes, expectedOf(record));
}

/** As `updateOperation`, for transitions. */
export async function writeOperationChange(
  table: VaultTable,
  record: OperationRecord,
  changes: RecordChanges<OperationRecord>,
): Promise<OperationRecord> {
  await updateItem(table, vaultKeys.operation(record.owner, record.id), changes, expectedOf(record));
  return applyChanges(record, changes);
}

/** A write that counts down the part ranges of an operation that several workers decrypt. */
export function countDownOperation(
  table: VaultTable,
  { owner, id }: Pick<OperationRecord, 'owner' | 'id'>,
  spread: string,
  dueAt: string,
): Write {
  const changes = { set: { dueAt }, increase: { 'spread.remaining': -1 } };
  const expected = { 'spread.id': spread, status: 'decrypting' };
  return change<OperationRecord>(table, vaultKeys.operation(owner, id), changes, expected);
}

/** The record after a change. */
export function applyChanges(
  record: OperationRecord,
  { set, remove = [] }: RecordChanges<OperationRecord>,
): OperationRecord {
  const removed = Object.fromEntries(remove.map((name) => [name, undefined]));
  return operationRecordSchema.parse({ ...record, ...set, ...removed });
}

function expectedOf({ fence, status }: OperationRecord) {
  return { fence, status };
}

import { change, type RecordChanges, readItem, updateItem, type Write } from '#aws';
import { vaultKeys } from './keys.ts';
import { type OperationRecord, operationRecordSchema } from './operation-record.ts';
import type { VaultTable } from './vault-table.ts';

export type OperationChanges = RecordChanges<Omit<OperationRecord, 'id' | 'owner' | 'file'>>;

/** An operation as it stands now, or undefined where there is none. */
export function readOperation(
  table: VaultTable,
  owner: string,
  operation: string,
): Promise<OperationRecord | undefined> {
  return readItem(table, vaultKeys.operation(owner, operation), operationRecordSchema);
}

/** A write that changes an operation; nobody else may have taken up the work since `record` was read. */
export function changeOperation(
  table: VaultTable,
  record: OperationRecord,
  changes: OperationChanges,
): Write {
  return change(table, vaultKeys.operation(record.owner, record.id), changes, {
    fence: record.fence,
    status: record.status,
  });
}

/**
 * Changes an operation.
 *
 * @throws StaleRecord where somebody else has taken up the work since `record` was read
 */
export async function updateOperation(
  table: VaultTable,
  record: OperationRecord,
  changes: OperationChanges,
): Promise<OperationRecord> {
  const key = vaultKeys.operation(record.owner, record.id);
  await updateItem(table, key, changes, { fence: record.fence, status: record.status });
  const removed = Object.fromEntries((changes.remove ?? []).map((name) => [name, undefined]));
  return operationRecordSchema.parse({ ...record, ...changes.set, ...removed });
}

import { type FileRecord, fileRecordSchema } from './file-record.ts';
import { chain, EMPTY_HISTORY, type FileEvent } from './history.ts';
import { vaultKeys } from './keys.ts';
import {
  change,
  putNew,
  type RecordChanges,
  readItem,
  StaleRecord,
  transact,
  updateItem,
  type VaultTable,
  type Write,
} from './vault-table.ts';

export type FileChanges = RecordChanges<Omit<FileRecord, 'id' | 'owner' | 'history'>>;

/** A file as it stands now, or undefined where there is none. */
export function readFile(table: VaultTable, owner: string, file: string): Promise<FileRecord | undefined> {
  return readItem(table, vaultKeys.file(owner, file), fileRecordSchema);
}

/** Writes a file that does not exist yet, with the first event of its history. */
export async function createFile(
  table: VaultTable,
  file: Omit<FileRecord, 'history'>,
  event: FileEvent,
): Promise<FileRecord> {
  const chained = chain(file.id, EMPTY_HISTORY, event);
  const record: FileRecord = { ...file, history: { sequence: chained.sequence, hash: chained.hash } };
  const key = vaultKeys.file(file.owner, file.id);
  await transact(table, [
    putNew(table, key, record),
    putNew(table, vaultKeys.event(file.id, chained.sequence), chained),
  ]);
  return record;
}

/**
 * Changes a file and advances its history in one transaction.
 *
 * @param record - as it was read: nothing may have happened to the file since, and nobody else have taken up its work
 * @param others - writes that belong to the same change
 * @throws StaleRecord
 */
export async function recordEvent(
  table: VaultTable,
  record: FileRecord,
  changes: FileChanges,
  event: FileEvent,
  others: readonly Write[] = [],
): Promise<FileRecord> {
  const chained = chain(record.id, record.history, event);
  const history = { sequence: chained.sequence, hash: chained.hash };
  const all: RecordChanges<FileRecord> = { set: { ...changes.set, history }, remove: changes.remove ?? [] };
  const expected = {
    'history.sequence': record.history.sequence,
    fence: record.fence,
    status: record.status,
  };
  await transact(table, [
    change(table, vaultKeys.file(record.owner, record.id), all, expected),
    putNew(table, vaultKeys.event(record.id, chained.sequence), chained),
    ...others,
  ]);
  return applied(record, all);
}

/**
 * Changes a file without an event: what its owner would not call something that happened.
 *
 * @param record - as it was read: it has the same status still, and nobody else has taken up the work since
 * @throws StaleRecord
 */
export async function updateFile(
  table: VaultTable,
  record: FileRecord,
  changes: FileChanges,
): Promise<FileRecord> {
  const all: RecordChanges<FileRecord> = changes;
  await updateItem(table, vaultKeys.file(record.owner, record.id), all, {
    fence: record.fence,
    status: record.status,
  });
  return applied(record, all);
}

/**
 * Advances the history of a file to which other things may be happening at the same time, with writes that belong to it.
 *
 * @throws StaleRecord where the file is gone, or it is too busy
 */
export async function appendEvent(
  table: VaultTable,
  owner: string,
  file: string,
  event: FileEvent,
  others: readonly Write[],
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const record = await readFile(table, owner, file);
    if (record === undefined) throw new StaleRecord();
    try {
      await recordEvent(table, record, {}, event, others);
      return;
    } catch (error) {
      if (!(error instanceof StaleRecord) || attempt === 5) throw error;
    }
  }
}

function applied(record: FileRecord, changes: RecordChanges<FileRecord>): FileRecord {
  const next: Record<string, unknown> = { ...record };
  for (const [name, value] of Object.entries(changes.set ?? {})) if (value !== undefined) next[name] = value;
  for (const name of changes.remove ?? []) delete next[name];
  return fileRecordSchema.parse(next);
}

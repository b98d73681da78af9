import {
  backOff,
  change,
  putNew,
  type RecordChanges,
  readItem,
  StaleRecord,
  transact,
  updateItem,
  type Write,
} from '#aws';
import { EMPTY_HISTORY, type FileEvent, type Quota } from '#contract';
import { type FileRecord, fileRecordSchema } from './file-record.ts';
import { chain } from './history-chain.ts';
import { vaultKeys } from './keys.ts';
import { countedFirst, requireRoom, reserve } from './usage.ts';
import type { VaultTable } from './vault-table.ts';

export type FileChanges = RecordChanges<Omit<FileRecord, 'id' | 'owner' | 'history'>>;

/** A file as it stands now, or undefined where there is none. */
export function readFile(table: VaultTable, owner: string, file: string): Promise<FileRecord | undefined> {
  return readItem(table, vaultKeys.file(owner, file), fileRecordSchema);
}

/**
 * Writes a file that does not exist yet, with the first event of its history, and counts it against its owner's quota.
 *
 * @throws Problem `quota_bytes_exceeded` or `quota_files_exceeded`
 * @throws StaleRecord where the owner's usage keeps changing
 */
export async function createFile(
  table: VaultTable,
  file: Omit<FileRecord, 'history'>,
  event: FileEvent,
  quota: Quota,
): Promise<FileRecord> {
  const chained = chain(file.id, EMPTY_HISTORY, event);
  const record: FileRecord = { ...file, history: { sequence: chained.sequence, hash: chained.hash } };
  const writes = [
    putNew(table, vaultKeys.file(file.owner, file.id), record),
    putNew(table, vaultKeys.event(file.id, chained.sequence), chained),
    reserve(table, file.owner, file.size, quota),
  ];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await countedFirst(table, file.owner, () => transact(table, writes));
      table.notice?.({ from: undefined, to: file.status, size: file.size });
      return record;
    } catch (error) {
      if (!(error instanceof StaleRecord) || attempt === 5) throw error;
      await requireRoom(table, file.owner, file.size, quota);
    }
  }
}

/**
 * Changes a file and advances its history in one transaction. What else may have happened to the file meanwhile, such as another
 * name, is no reason not to; only work is one man's at a time.
 *
 * @param record - as it was read: it has the same status still, and nobody else has taken up the work since
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
  for (let current = record; ; ) {
    try {
      return await recordNextEvent(table, current, changes, event, others);
    } catch (error) {
      if (!(error instanceof StaleRecord)) throw error;
      const { fence, status, history } = current;
      const next = await readFile(table, record.owner, record.id);
      if (next === undefined || next.fence !== fence || next.status !== status) throw error;
      // The history stands where it stood: it was one of the others that was refused.
      if (next.history.sequence === history.sequence) throw error;
      current = next;
    }
  }
}

/**
 * The same, but only if nothing at all has happened to the file since it was read: for what must not be done twice.
 *
 * @throws StaleRecord
 */
export async function recordNextEvent(
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
  const next = applied(record, all);
  table.notice?.({ from: record.status, to: next.status, size: record.size });
  return next;
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

/** How often something else may happen to a file while its history is to be advanced. */
const TRIES = 8;

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
      await recordNextEvent(table, record, {}, event, others);
      return;
    } catch (error) {
      if (!(error instanceof StaleRecord) || attempt === TRIES) throw error;
      await backOff(attempt);
    }
  }
}

function applied(record: FileRecord, changes: RecordChanges<FileRecord>): FileRecord {
  const next: Record<string, unknown> = { ...record };
  for (const [name, value] of Object.entries(changes.set ?? {})) if (value !== undefined) next[name] = value;
  for (const name of changes.remove ?? []) delete next[name];
  return fileRecordSchema.parse(next);
}

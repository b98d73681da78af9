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
import { fileLife } from './life/file-life.ts';
import { countedFirst, requireRoom, reserve } from './usage.ts';
import type { VaultTable } from './vault-table.ts';

/** Changes that are no transition: `status` and `fence` belong to `life/change-file.ts`. */
export type FileChanges = RecordChanges<Omit<FileRecord, 'id' | 'owner' | 'history' | 'status' | 'fence'>>;

/** A file that is about to be created. */
export type NewFile = Omit<FileRecord, 'history' | 'status' | 'fence' | 'attempts'>;

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
  file: NewFile,
  { at, address }: { readonly at: Date; readonly address: string },
  quota: Quota,
): Promise<FileRecord> {
  const { event: type, to: status } = fileLife.createFile;
  const event = { type, at: at.toISOString(), actor: file.owner, address };
  const chained = chain(file.id, EMPTY_HISTORY, event);
  const history = { sequence: chained.sequence, hash: chained.hash };
  const record: FileRecord = { ...file, status, fence: 0, attempts: 0, history };
  const writes = [
    putNew(table, vaultKeys.file(file.owner, file.id), record),
    putNew(table, vaultKeys.event(file.id, chained.sequence), chained),
    reserve(table, file.owner, file.size, quota),
  ];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await countedFirst(table, file.owner, () => transact(table, writes));
      table.notice?.({ from: undefined, to: status, size: file.size });
      return record;
    } catch (error) {
      if (!(error instanceof StaleRecord) || attempt === 5) throw error;
      await requireRoom(table, file.owner, file.size, quota);
    }
  }
}

/**
 * Changes a file and appends an event to its history, in one transaction. It succeeds even if other events were appended since the
 * record was read, for example because the file was renamed.
 *
 * @param others - writes that belong to the same transaction
 * @throws StaleRecord if the status changed or another worker has taken the lease since `record` was read
 */
export function recordEvent(
  table: VaultTable,
  record: FileRecord,
  changes: FileChanges,
  event: FileEvent,
  others: readonly Write[] = [],
): Promise<FileRecord> {
  return writeFileEvent(table, record, changes, event, others);
}

/**
 * As `recordEvent`, but it fails if any event was appended since the record was read. For what must not happen twice.
 *
 * @throws StaleRecord
 */
export function recordNextEvent(
  table: VaultTable,
  record: FileRecord,
  changes: FileChanges,
  event: FileEvent,
  others: readonly Write[] = [],
): Promise<FileRecord> {
  return writeNextEvent(table, record, changes, event, others);
}

/**
 * Changes a file without an event in its history.
 *
 * @throws StaleRecord if the status changed or another worker has taken the lease since `record` was read
 */
export function updateFile(table: VaultTable, record: FileRecord, changes: FileChanges): Promise<FileRecord> {
  return writeFileChange(table, record, changes);
}

/** A write that counts down the part ranges of a file that several workers encrypt. */
export function countDownFile(
  table: VaultTable,
  { owner, id }: Pick<FileRecord, 'owner' | 'id'>,
  spread: string,
  set: Pick<FileRecord, 'dueAt' | 'sha256'>,
): Write {
  const changes = { set, increase: { 'spread.remaining': -1 } };
  const expected = { 'spread.id': spread, status: 'encrypting' };
  return change<FileRecord>(table, vaultKeys.file(owner, id), changes, expected);
}

/** As `recordEvent`, for transitions. */
export async function writeFileEvent(
  table: VaultTable,
  record: FileRecord,
  changes: RecordChanges<FileRecord>,
  event: FileEvent,
  others: readonly Write[],
): Promise<FileRecord> {
  for (let current = record; ; ) {
    try {
      return await writeNextEvent(table, current, changes, event, others);
    } catch (error) {
      if (!(error instanceof StaleRecord)) throw error;
      const { fence, status, history } = current;
      const next = await readFile(table, record.owner, record.id);
      if (next === undefined || next.fence !== fence || next.status !== status) throw error;
      // No event was appended, so one of the other writes was refused.
      if (next.history.sequence === history.sequence) throw error;
      current = next;
    }
  }
}

/** As `updateFile`, for transitions. */
export async function writeFileChange(
  table: VaultTable,
  record: FileRecord,
  changes: RecordChanges<FileRecord>,
): Promise<FileRecord> {
  await updateItem(table, vaultKeys.file(record.owner, record.id), changes, {
    fence: record.fence,
    status: record.status,
  });
  return applied(record, changes);
}

async function writeNextEvent(
  table: VaultTable,
  record: FileRecord,
  changes: RecordChanges<FileRecord>,
  event: FileEvent,
  others: readonly Write[],
): Promise<FileRecord> {
  const chained = chain(record.id, record.history, event);
  const history = { sequence: chained.sequence, hash: chained.hash };
  const all = { set: { ...changes.set, history }, remove: changes.remove ?? [] };
  const expected = {
    'history.sequence': record.history.sequence,
    fence: record.fence,
    status: record.status,
  };
  await transact(table, [
    change<FileRecord>(table, vaultKeys.file(record.owner, record.id), all, expected),
    putNew(table, vaultKeys.event(record.id, chained.sequence), chained),
    ...others,
  ]);
  const next = applied(record, all);
  table.notice?.({ from: record.status, to: next.status, size: record.size });
  return next;
}

/** How often other changes of the file may come first. */
const TRIES = 8;

/**
 * Appends an event to the history of a file, whatever else changes the file at the same time.
 *
 * @param others - writes that belong to the same transaction
 * @throws StaleRecord if the file is deleted, another write is refused, or the file keeps changing
 */
export async function appendEvent(
  table: VaultTable,
  owner: string,
  file: string,
  event: FileEvent,
  others: readonly Write[],
): Promise<void> {
  let record = await readFile(table, owner, file);
  for (let attempt = 1; ; attempt += 1) {
    if (record === undefined) throw new StaleRecord();
    try {
      await recordNextEvent(table, record, {}, event, others);
      return;
    } catch (error) {
      if (!(error instanceof StaleRecord) || attempt === TRIES) throw error;
      const before: FileRecord = record;
      record = await readFile(table, owner, file);
      // The file is as it was, so one of the other writes was refused.
      if (record !== undefined && isSameState(before, record)) throw error;
      await backOff(attempt);
    }
  }
}

function isSameState(one: FileRecord, other: FileRecord): boolean {
  return (
    one.history.sequence === other.history.sequence &&
    one.fence === other.fence &&
    one.status === other.status
  );
}

function applied(record: FileRecord, changes: RecordChanges<FileRecord>): FileRecord {
  const next: Record<string, unknown> = { ...record };
  for (const [name, value] of Object.entries(changes.set ?? {})) if (value !== undefined) next[name] = value;
  for (const name of changes.remove ?? []) delete next[name];
  return fileRecordSchema.parse(next);
}

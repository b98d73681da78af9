import { after, type RecordChanges, type Write } from '#aws';
import type { FileErrorCode } from '#contract';
import type { FileRecord } from '../file-record.ts';
import { writeFileChange, writeFileEvent } from '../file-store.ts';
import { type LeaseTimes, leaseFrom } from '../lease-times.ts';
import { lookAgain } from '../look-again.ts';
import { countedFirst, giveBack } from '../usage.ts';
import type { VaultTable } from '../vault-table.ts';
import { fileLife } from './file-life.ts';
import { requireFrom } from './transition.ts';

/** What a worker made of a file so far: the message, where it is stored, and the fingerprint of the plaintext. */
const RESULTS = ['plan', 'spread', 'stored', 'sha256'] as const;

/** An upload has arrived. The janitor sends a lost work item again. */
export function queueFile(table: VaultTable, record: FileRecord, at: Date): Promise<FileRecord> {
  const set = { dueAt: after(at, lookAgain.queued) };
  return advance(table, record, 'queueFile', { at, actor: record.owner, set });
}

/** The owner asks for another try of a file that failed. */
export function retryFile(
  table: VaultTable,
  record: FileRecord,
  { at, address }: { readonly at: Date; readonly address: string },
): Promise<FileRecord> {
  const set = { dueAt: after(at, lookAgain.queued) };
  const remove = ['error', 'told'] as const;
  return advance(table, record, 'retryFile', { at, actor: record.owner, address, set, remove });
}

/** A worker takes the lease of a file, the first time or after another worker's lease expired. */
export function leaseFile(
  table: VaultTable,
  record: FileRecord,
  { at, times }: { readonly at: Date; readonly times: LeaseTimes },
): Promise<FileRecord> {
  const name = record.status === 'encrypting' ? 'takeOverFile' : 'leaseFile';
  return advance(table, record, name, { at, set: leaseFrom(at, times) });
}

/** The stored ciphertext was opened again, and the plaintext is deleted. */
export function finishFile(table: VaultTable, record: FileRecord, at: Date): Promise<FileRecord> {
  const set = { encryptedAt: at.toISOString(), dueAt: afterLateArrivals(record) };
  const remove = ['lease', 'plan', 'spread', 'error', 'attempts'] as const;
  return advance(table, record, 'finishFile', { at, set, remove });
}

/** The upload is not what was declared. The file no longer counts against the quota. */
export function rejectFile(
  table: VaultTable,
  record: FileRecord,
  { at, code }: { readonly at: Date; readonly code: FileErrorCode },
): Promise<FileRecord> {
  const set = { error: code, dueAt: afterLateArrivals(record) };
  const remove = ['lease', 'plan', 'spread', 'sha256', 'attempts'] as const;
  const others = giveBack(table, record);
  const reject = () => advance(table, record, 'rejectFile', { at, detail: code, set, remove, others });
  return countedFirst(table, record.owner, reject);
}

/**
 * Processing failed for good. The plaintext stays for a while, so that the owner can retry.
 *
 * @param failure.discardResults - whether a retry must start with a new message
 */
export function failFile(
  table: VaultTable,
  record: FileRecord,
  failure: { readonly at: Date; readonly code: FileErrorCode; readonly discardResults: boolean },
): Promise<FileRecord> {
  const { at, code, discardResults } = failure;
  const set = { error: code, dueAt: after(at, lookAgain.failed) };
  const remove = ['lease', 'attempts', ...(discardResults ? RESULTS : [])] as const;
  return advance(table, record, 'failFile', { at, detail: code, set, remove });
}

interface Advance {
  readonly at: Date;
  /** The user's id, or the name of the function. */
  readonly actor?: string;
  readonly address?: string;
  readonly detail?: string;
  readonly set: Partial<FileRecord>;
  readonly remove?: RecordChanges<FileRecord>['remove'];
  /** Writes that belong to the same transaction. */
  readonly others?: readonly Write[];
}

/** @throws StaleRecord if the file has another status or another worker has its lease */
async function advance(
  table: VaultTable,
  record: FileRecord,
  name: Exclude<keyof typeof fileLife, 'createFile' | 'shredFile'>,
  { at, actor = 'encryptor', address, detail, set, remove = [], others = [] }: Advance,
): Promise<FileRecord> {
  const transition = fileLife[name];
  requireFrom(transition, record.status);
  const raised = { fence: record.fence + 1, attempts: record.attempts + 1 };
  const changes = {
    set: { ...set, status: transition.to, ...(transition.fence === 'raised' && raised) },
    remove,
  };
  if (!('event' in transition)) return writeFileChange(table, record, changes);
  const event = {
    type: transition.event,
    at: at.toISOString(),
    actor,
    ...(address !== undefined && { address }),
    ...(detail !== undefined && { detail }),
  };
  return writeFileEvent(table, record, changes, event, others);
}

/** When the last presigned URL has expired, the janitor deletes what was uploaded late. */
function afterLateArrivals(record: FileRecord): string {
  return after(new Date(record.signedUntil), lookAgain.late);
}

import { after, putNew, type Send } from '#aws';
import type { WorkItem } from '#contract';
import type { FileRecord } from './file-record.ts';
import { recordNextEvent } from './file-store.ts';
import { vaultKeys } from './keys.ts';
import { lookAgain } from './look-again.ts';
import type { OperationRecord } from './operation-record.ts';
import type { VaultTable } from './vault-table.ts';

export interface BeginOperationDependencies {
  readonly table: VaultTable;
  readonly sendWork: Send<WorkItem>;
  readonly now: () => Date;
}

/** Seconds for which the trace of an operation is kept. */
const KEPT_FOR = 7 * 24 * 3600;

/** On whose behalf a file is decrypted. */
interface Wish {
  /** Of the operation that is to be. */
  readonly id: string;
  readonly kind: OperationRecord['kind'];
  /** As in the file's history. */
  readonly event: { readonly actor: string; readonly address: string; readonly detail?: string };
}

/**
 * Has a file decrypted in the background.
 *
 * @throws StaleRecord where something happened to the file since it was read: two who ask at once must not both begin
 */
export async function beginOperation(
  { table, sendWork, now }: BeginOperationDependencies,
  file: FileRecord,
  { id, kind, event }: Wish,
): Promise<OperationRecord> {
  const at = now();
  const operation: OperationRecord = {
    id,
    kind,
    owner: file.owner,
    file: file.id,
    status: 'queued',
    createdAt: at.toISOString(),
    fence: 0,
    attempts: 0,
    dueAt: after(at, lookAgain.queued),
    expires: Math.floor(at.getTime() / 1000) + KEPT_FOR,
  };
  const requested = { ...event, type: 'decryption-requested', at: at.toISOString() } as const;
  const others = [putNew(table, vaultKeys.operation(file.owner, id), operation)];
  await recordNextEvent(table, file, {}, requested, others);
  await sendWork({ kind: 'decrypt', owner: file.owner, file: file.id, operation: id });
  return operation;
}

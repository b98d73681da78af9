import type { TableHandle } from '#aws';
import type { MarkedTable, VaultTable } from '#vault';

/** What this service works with. */
export interface ReplayerDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
  /** The tables that a backup can bring back. */
  readonly marked: readonly MarkedTable[];
  readonly now: () => Date;
}

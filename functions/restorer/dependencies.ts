import type { MarkedTable, VaultTable } from '#platform';

/** What this service works with. */
export interface RestorerDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  /** The tables that a backup can bring back. */
  readonly marked: readonly MarkedTable[];
  readonly now: () => Date;
}

import type { FileChange, TableHandle } from '#aws';

/** The table `Vault`: files, operations, shares and histories. */
export interface VaultTable extends TableHandle {
  /** Called after every write that adds a file, deletes it, or changes its status. */
  readonly notice?: (change: FileChange) => void;
}

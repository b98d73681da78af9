import type { SigningKey, TableHandle } from '#aws';
import type { VaultTable } from '#vault';

/** The dependencies of this service. */
export interface AttestorDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
  readonly receiptsKey: SigningKey;
  /** Days for which backups can restore a deleted row of `Keys`. */
  readonly keysRecoveryDays: number;
}

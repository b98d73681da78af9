import type { SigningKey, TableHandle } from '#aws';
import type { VaultTable } from '#vault';

/** What this service works with. */
export interface AttestorDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
  readonly receiptsKey: SigningKey;
  /** Days for which a deleted row of `Keys` can be brought back from its backups. */
  readonly keysRecoveryDays: number;
}

import type { SigningKey, VaultTable } from '#platform';

/** What this service works with. */
export interface AttestorDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  readonly receiptsKey: SigningKey;
  /** Days for which a deleted row of `Keys` can be brought back from its backups. */
  readonly keysRecoveryDays: number;
}

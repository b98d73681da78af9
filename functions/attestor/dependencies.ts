import type { SigningKey, VaultTable } from '#platform';

/** The dependencies of this service. */
export interface AttestorDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  readonly receiptsKey: SigningKey;
  /** Days for which backups can restore a deleted row of `Keys`. */
  readonly keysRecoveryDays: number;
}

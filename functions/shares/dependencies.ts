import type { S3Client } from '@aws-sdk/client-s3';
import type { Passwords } from '#accounts';
import type { Send, TableHandle } from '#aws';
import type { Mail, WorkItem } from '#contract';
import type { Limiter } from '#http';
import type { Buckets, VaultTable } from '#vault';

/** What the handlers of this service work with. */
export interface ShareDependencies {
  readonly table: VaultTable;
  readonly accounts: TableHandle;
  readonly tombstones: TableHandle;
  readonly s3: S3Client;
  readonly buckets: Pick<Buckets, 'outbox'>;
  readonly sendWork: Send<WorkItem>;
  readonly sendMail: Send<Mail>;
  readonly limiter: Limiter;
  readonly passwords: Passwords;
  /** The page's address, if it differs from the address of the API. */
  readonly siteUrl: string | undefined;
  /**
   * Refuses while a table that a backup brought back waits for its tombstones. Public routes call it themselves.
   *
   * @throws Problem `restore_pending`
   */
  readonly requireFit: () => Promise<void>;
  readonly now: () => Date;
}

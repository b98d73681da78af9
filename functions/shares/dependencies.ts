import type { S3Client } from '@aws-sdk/client-s3';
import type { Passwords } from '#accounts';
import type { Send, TableHandle } from '#aws';
import type { Mail, WorkItem } from '#contract';
import type { Limiter } from '#http';
import type { Buckets, VaultTable } from '#vault';

/** Dependencies of the route handlers of `shares`. */
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
  /** Origin of the page, if it differs from the origin of the API. */
  readonly siteUrl: string | undefined;
  /**
   * Refuses requests while a restored table waits for the tombstone replay. Public routes call it themselves.
   *
   * @throws Problem `restore_pending`
   */
  readonly requireFit: () => Promise<void>;
  readonly now: () => Date;
}

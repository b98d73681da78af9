import type { S3Client } from '@aws-sdk/client-s3';
import type { ClosingItem, FileType, Mail, Quota, WorkItem } from '#contract';
import type { Attest, Buckets, Send, VaultTable } from '#platform';

/** What the handlers of this service work with. */
export interface FilesDependencies {
  readonly table: VaultTable;
  readonly accounts: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  readonly s3: S3Client;
  readonly buckets: Buckets;
  readonly sendWork: Send<WorkItem>;
  readonly sendMail: Send<Mail>;
  readonly sendClosing: Send<ClosingItem>;
  readonly attest: Attest;
  readonly allowedTypes: readonly FileType[];
  /** Bytes. */
  readonly maxFileSize: number;
  /** What everybody may take up for whom no administrator has said otherwise. */
  readonly quota: Quota;
  readonly now: () => Date;
}

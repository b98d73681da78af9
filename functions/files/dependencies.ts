import type { S3Client } from '@aws-sdk/client-s3';
import type { Send, TableHandle } from '#aws';
import type { DeletionItem, FileType, Mail, Quota, WorkItem } from '#contract';
import type { Attest, Buckets, VaultTable } from '#vault';

/** Dependencies of the route handlers of `files`. */
export interface FilesDependencies {
  readonly table: VaultTable;
  readonly accounts: TableHandle;
  readonly keysTable: string;
  readonly tombstones: TableHandle;
  readonly s3: S3Client;
  readonly buckets: Buckets;
  readonly sendWork: Send<WorkItem>;
  readonly sendMail: Send<Mail>;
  readonly sendDeletion: Send<DeletionItem>;
  readonly attest: Attest;
  readonly allowedTypes: readonly FileType[];
  /** Bytes. */
  readonly maxFileSize: number;
  /** The default quota, for accounts without their own. */
  readonly quota: Quota;
  readonly now: () => Date;
}

import type { S3Client } from '@aws-sdk/client-s3';
import type { FileType, WorkItem } from '#contract';
import type { Buckets, Send, VaultTable } from '#platform';

/** What the handlers of this service work with. */
export interface FilesDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly tombstones: VaultTable;
  readonly s3: S3Client;
  readonly buckets: Buckets;
  readonly sendWork: Send<WorkItem>;
  readonly allowedTypes: readonly FileType[];
  /** Bytes. */
  readonly maxFileSize: number;
  readonly now: () => Date;
}

import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Logger, Send } from '#aws';
import type { Mail, WorkItem } from '#contract';
import type { Buckets, LeaseTimes, VaultTable } from '#vault';

/** What this service works with. */
export interface EncryptorDependencies {
  readonly table: VaultTable;
  readonly keysTable: string;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly buckets: Buckets;
  /** ARN of the KMS key that wraps new file keys. */
  readonly wrappingKey: string;
  /** Minutes for which a decrypted copy can be downloaded. */
  readonly outboxMinutes: number;
  readonly spreading: Spreading;
  /** Parts that S3 takes of one object. */
  readonly mostParts: number;
  readonly leaseTimes: LeaseTimes;
  readonly sendMail: Send<Mail>;
  readonly sendWork: Send<WorkItem>;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Which files are worked on by several invocations at once. Bytes of plaintext. */
export interface Spreading {
  /** A larger file is spread. */
  readonly above: number;
  /** How much one invocation takes at a time. */
  readonly run: number;
}

import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Mail } from '#contract';
import type { Buckets, Logger, Send, VaultTable } from '#platform';

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
  readonly sendMail: Send<Mail>;
  readonly logger: Logger;
  readonly now: () => Date;
}

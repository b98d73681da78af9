import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { IdleVault } from './idle-vault.ts';

/** The AWS SDK clients of a worker. */
export interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly kms: KMSClient;
  readonly tables: DynamoDBDocumentClient;
  close(): void;
}

/**
 * Milliseconds after which a connection counts as dead. They are fewer than in the functions, because the stores are
 * local.
 */
const connections = { connectionTimeout: 5_000, socketTimeout: 10_000 } as const;

/** Opens clients like those of the functions, but without retries, so that a test sees every failure. */
export function openClients(settings: IdleVault['settings']): Clients {
  const s3 = new S3Client({
    ...settings,
    requestHandler: connections,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const sqs = new SQSClient({ ...settings, requestHandler: connections });
  const kms = new KMSClient({ ...settings, requestHandler: connections });
  const dynamo = new DynamoDBClient({ ...settings, requestHandler: connections });
  return {
    s3,
    sqs,
    kms,
    tables: DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } }),
    close: () => {
      for (const client of [s3, sqs, kms, dynamo]) client.destroy();
    },
  };
}

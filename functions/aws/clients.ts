import { DynamoDBClient, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Adaptive waiting is for clients that throttle themselves; a function is short and there are many of them. */
const retries = { maxAttempts: 5, retryMode: 'standard' } as const;

/** Milliseconds after which a connection that nothing comes or goes through counts as dead; the SDK itself would wait for good. */
const connections = { connectionTimeout: 5_000, socketTimeout: 60_000 } as const;

const common = { ...retries, requestHandler: connections } as const;

/** Items as plain objects; an absent optional field is simply not written. */
export function tableClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(common);
  retryConflicts(client);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/**
 * Has a single write tried again that DynamoDB refused because a transaction was at the item in that moment. The SDK would give it
 * up at once (Amazon DynamoDB Developer Guide, "Transaction conflict handling in DynamoDB").
 */
function retryConflicts({ middlewareStack }: DynamoDBClient): void {
  middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof TransactionConflictException) Object.assign(error, { $retryable: {} });
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'retryConflicts' },
  );
}

export function kmsClient(): KMSClient {
  return new KMSClient(common);
}

export function lambdaClient(): LambdaClient {
  return new LambdaClient(common);
}

export function sqsClient(): SQSClient {
  return new SQSClient(common);
}

/**
 * The S3 client. An endpoint of one's own (the SDK's variable `AWS_ENDPOINT_URL`) has no name for each bucket, so buckets
 * then stand in the path; the SDK has no variable for that.
 *
 * Checksums only where a caller asks for them: the default would sign the sum of an empty body into presigned uploads.
 */
export function s3Client(endpoint: string | undefined): S3Client {
  return new S3Client({
    ...common,
    forcePathStyle: endpoint !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

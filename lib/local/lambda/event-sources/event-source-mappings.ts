import { createHash } from 'node:crypto';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { OnRecord } from '../../console/index.ts';
import { parseProperties } from '../../kit/parse-properties.ts';
import { ACCOUNT, REGION, type ResourceProvider } from '../../kit/resource.ts';
import type { Functions } from '../model/function-registry.ts';
import { type SqsPoller, type SqsPollerOptions, startSqsPoller } from './sqs-poller.ts';

const type = 'AWS::Lambda::EventSourceMapping';

const mappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string().startsWith('arn:aws:sqs:', 'the local cloud maps SQS queues only'),
  BatchSize: z.number().int().min(1).max(10_000).default(10),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).default(0),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z
    .strictObject({ MaximumConcurrency: z.number().int().min(2).max(1000).optional() })
    .optional(),
  Tags: z.unknown().optional(),
});

/** The default of Lambda. */
const DEFAULT_CONCURRENCY = 5;

export interface EventSourceMappings {
  readonly provider: ResourceProvider;
  /**
   * Starts to poll after the whole stack is deployed. If it rejects, no queue is polled.
   *
   * @throws Error if a queue's visibility timeout is shorter than its function's timeout
   */
  start(): Promise<void>;
  /** Receives no more messages. Resolves when the received ones are done. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

/** `AWS::Lambda::EventSourceMapping` for SQS. */
export function createEventSourceMappings(options: {
  readonly functions: Functions;
  readonly awsUrl: string;
  readonly deliveries: SqsPollerOptions['deliveries'];
  readonly onRecord: OnRecord;
}): EventSourceMappings {
  const { functions, awsUrl, deliveries, onRecord } = options;
  const mappings: SqsPollerOptions[] = [];
  let pollers: readonly SqsPoller[] = [];

  const provider: ResourceProvider = {
    type,
    identify: ({ physicalName }) => {
      const id = uuidOf(physicalName);
      const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:event-source-mapping:${id}`;
      return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
    },
    async provision(resource) {
      const properties = parseProperties(mappingProperties, type, resource);
      if (properties.BatchSize > 10 && properties.MaximumBatchingWindowInSeconds < 1) {
        throw new Error(
          `${resource.logicalId} (${type}): a BatchSize above 10 needs a MaximumBatchingWindowInSeconds`,
        );
      }
      const target = functions.get(properties.FunctionName);
      if (!properties.Enabled) return;
      mappings.push({
        client: new SQSClient({
          region: REGION,
          endpoint: awsUrl,
          credentials: target.definition.credentials,
        }),
        queueUrl: urlOf(awsUrl, properties.EventSourceArn),
        queueArn: properties.EventSourceArn,
        target,
        batchSize: properties.BatchSize,
        windowSeconds: properties.MaximumBatchingWindowInSeconds,
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
        partialResponses: properties.FunctionResponseTypes.length > 0,
        deliveries,
        onRecord,
      });
    },
  };

  return {
    provider,
    async start() {
      await Promise.all(mappings.map(checkVisibility));
      pollers = mappings.map(startSqsPoller);
    },
    async retire() {
      await Promise.all(pollers.map((poller) => poller.retire()));
    },
    async close() {
      await Promise.all(pollers.map((poller) => poller.close()));
      for (const { client } of mappings) client.destroy();
    },
  };
}

/**
 * Lambda checks the queue with the function's role before it creates a mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
async function checkVisibility({ client, queueUrl, target }: SqsPollerOptions): Promise<void> {
  const { timeoutSeconds } = target.definition;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['VisibilityTimeout'],
  });
  const { Attributes } = await client.send(command);
  const visibility = Number(Attributes?.['VisibilityTimeout']);
  if (visibility >= timeoutSeconds) return;
  throw new Error(
    `${queueUrl}: Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );
}

function urlOf(awsUrl: string, queueArn: string): string {
  const [account, name] = queueArn.split(':').slice(4);
  return `${awsUrl}/${account}/${name}`;
}

/** A name-based identifier (RFC 9562, version 8): the same at every start. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

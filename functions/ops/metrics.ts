import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { readCounters, type TableHandle } from '#aws';
import type { RouteHandlers } from '#http';
import { metricsText, type QueueDepth } from './metrics-text.ts';

/** A queue that feeds a function, and the dead-letter queue beside it: their addresses. */
export interface WatchedQueue {
  readonly name: string;
  readonly url: string;
  readonly deadLetters: string;
}

export interface MetricsDependencies {
  readonly metrics: TableHandle;
  readonly sqs: SQSClient;
  readonly queues: readonly WatchedQueue[];
}

/** What the functions have counted, and what SQS says of its queues. */
export function metricsRoute(dependencies: MetricsDependencies): RouteHandlers<'ops'>['metrics'] {
  return async () => {
    const [counted, depths] = await Promise.all([
      readCounters(dependencies.metrics),
      Promise.all(dependencies.queues.map((queue) => depthOf(dependencies.sqs, queue))),
    ]);
    return { body: metricsText(counted, depths) };
  };
}

const count = z.coerce.number().int().default(0);
const attributesSchema = z.object({
  ApproximateNumberOfMessages: count,
  ApproximateNumberOfMessagesNotVisible: count,
});

export async function depthOf(sqs: SQSClient, { name, url, deadLetters }: WatchedQueue): Promise<QueueDepth> {
  const [own, dead] = await Promise.all(
    [url, deadLetters].map(async (QueueUrl) => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return attributesSchema.parse(Attributes ?? {});
    }),
  );
  return {
    queue: name,
    waiting: own?.ApproximateNumberOfMessages ?? 0,
    inFlight: own?.ApproximateNumberOfMessagesNotVisible ?? 0,
    deadLetters: dead?.ApproximateNumberOfMessages ?? 0,
  };
}

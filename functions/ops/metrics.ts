import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { readCounters, type TableHandle } from '#aws';
import type { RouteHandlers } from '#http';
import { metricsText, type QueueDepth } from './metrics-text.ts';

/** The URLs of a queue and its dead-letter queue. */
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

/** Returns the counters of all functions and the depths of the queues. */
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

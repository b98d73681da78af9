import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Delivery, StaleRecord } from '#aws';
import type { EncryptorDependencies } from './dependencies.ts';
import { doJob } from './do-job.ts';
import { holdMessage } from './message-hold.ts';
import { Busy } from './outcomes.ts';
import { readMessage } from './read-message.ts';

export interface DeliveryDependencies extends EncryptorDependencies {
  readonly sqs: SQSClient;
  readonly workQueue: string;
  /** How often the queue delivers a message before it goes to the dead-letter queue. */
  readonly maxReceives: number;
  /** Seconds until the first retry; each later one waits three times as long. */
  readonly retrySeconds: number;
}

/**
 * Takes one delivery of the queue `work`.
 *
 * @param timeLeft - milliseconds that the invocation has left
 * @throws whatever keeps its work from being done, so that the message is delivered again: soon at first, then later
 */
export async function takeDelivery(
  dependencies: DeliveryDependencies,
  delivery: Delivery,
  timeLeft: () => number,
): Promise<void> {
  const { sqs, workQueue, maxReceives, retrySeconds, leaseTimes, now, buckets } = dependencies;
  const hold = holdMessage(sqs, workQueue, delivery.receiptHandle, leaseTimes);
  const isLastTry = delivery.receives >= maxReceives;
  for (const job of readMessage(delivery.body, buckets.staging)) {
    try {
      await doJob({ dependencies, hold, timeLeft, isLastTry }, job);
    } catch (error) {
      // The record went on without this worker: it was deleted, or somebody else has taken the work up.
      if (error instanceof StaleRecord) continue;
      if (error instanceof Busy) {
        // Whoever is at it has a message of his own, and the janitor watches his lease.
        if (isLastTry) continue;
        await hold.release(Math.max(1, Math.ceil((error.until.getTime() - now().getTime()) / 1000)));
        throw error;
      }
      await hold.release(pauseAfter(delivery.receives, retrySeconds));
      throw error;
    }
  }
}

/** Seconds until the next try. In production, where the first pause is 5 s: 5, 15, 45, 135. */
function pauseAfter(receives: number, first: number): number {
  return first * 3 ** Math.min(receives - 1, 3);
}

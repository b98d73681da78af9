import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Delivery, StaleRecord } from '#platform';
import type { EncryptorDependencies } from './dependencies.ts';
import { doJob, giveUp } from './do-job.ts';
import { holdMessage } from './lease.ts';
import { Busy, Hopeless } from './outcomes.ts';
import { readMessage } from './read-message.ts';

export interface DeliveryDependencies extends EncryptorDependencies {
  readonly sqs: SQSClient;
  readonly workQueue: string;
  /** How often the queue delivers a message before it goes to the dead-letter queue. */
  readonly maxReceives: number;
}

/**
 * Takes one delivery of the queue `work`.
 *
 * @throws whatever keeps its work from being done, so that the message is delivered again: soon at first, then later
 */
export async function takeDelivery(dependencies: DeliveryDependencies, delivery: Delivery): Promise<void> {
  const { sqs, workQueue, maxReceives, now } = dependencies;
  const hold = holdMessage(sqs, workQueue, delivery.receiptHandle);
  for (const job of readMessage(delivery.body)) {
    try {
      await doJob(dependencies, job, hold);
    } catch (error) {
      // The record went on without this worker: it was deleted, or somebody else has taken the work up.
      if (error instanceof StaleRecord) continue;
      if (error instanceof Busy) {
        await hold.release(Math.max(1, Math.ceil((error.until.getTime() - now().getTime()) / 1000)));
        throw error;
      }
      if (error instanceof Hopeless || delivery.receives >= maxReceives) {
        await giveUp(dependencies, job, error);
        if (error instanceof Hopeless) continue;
      }
      await hold.release(pauseAfter(delivery.receives));
      throw error;
    }
  }
}

/** Seconds until the next try: 5, 15, 45, 135. */
function pauseAfter(receives: number): number {
  return 5 * 3 ** Math.min(receives - 1, 3);
}

import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Logger } from '#platform';

/** Milliseconds for which a worker may be silent before it is replaced. */
export const LEASE = 60_000;
/** Milliseconds between two renewals: two may fail before the lease is lost. */
const RENEWAL = 20_000;
/** The message comes back a little after the lease has ended, so that whoever gets it can take the work up at once. */
const VISIBILITY = LEASE / 1000 + 15;

/** The message that a worker works on, as far as its visibility goes. */
export interface MessageHold {
  /** Keeps the message from others for as long as a lease, from now. */
  extend(): Promise<void>;
  /** Lets the message come back after so many seconds. */
  release(seconds: number): Promise<void>;
}

export function holdMessage(sqs: SQSClient, QueueUrl: string, ReceiptHandle: string): MessageHold {
  const change = async (VisibilityTimeout: number) => {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
  return { extend: () => change(VISIBILITY), release: change };
}

/**
 * Works under a lease: it is renewed, with the visibility of the message, as long as the work goes on.
 *
 * @param renew - writes the new end of the lease; throws where the lease is somebody else's
 * @param work - gets a signal that is aborted when a renewal fails: whoever lost the lease has to stop
 */
export async function underLease<T>(
  hold: MessageHold,
  renew: () => Promise<void>,
  logger: Logger,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  await hold.extend();
  const timer = setInterval(() => {
    Promise.all([renew(), hold.extend()]).catch((error: unknown) => {
      logger.warn('The lease is lost', error instanceof Error ? error : new Error(String(error)));
      lost.abort(error);
    });
  }, RENEWAL);
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
  }
}

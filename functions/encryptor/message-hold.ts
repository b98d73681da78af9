import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LeaseTimes } from '#vault';

/** The message that a worker works on, as far as its visibility goes. */
export interface MessageHold {
  /** Hides the message for a little longer than a lease, from now. */
  extend(): Promise<void>;
  /** Lets the message come back after so many seconds. */
  release(seconds: number): Promise<void>;
}

/** The hold on one delivery of a queue. */
export function holdMessage(
  sqs: SQSClient,
  QueueUrl: string,
  ReceiptHandle: string,
  { visibility }: LeaseTimes,
): MessageHold {
  const change = async (VisibilityTimeout: number) => {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
  return { extend: () => change(visibility), release: change };
}

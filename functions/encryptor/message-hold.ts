import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Seconds: a little longer than a lease, so that whoever gets the message next can take the work up at once. */
const VISIBILITY = 75;

/** The message that a worker works on, as far as its visibility goes. */
export interface MessageHold {
  /** Keeps the message from others for a little longer than a lease, from now. */
  extend(): Promise<void>;
  /** Lets the message come back after so many seconds. */
  release(seconds: number): Promise<void>;
}

/** The hold on one delivery of a queue. */
export function holdMessage(sqs: SQSClient, QueueUrl: string, ReceiptHandle: string): MessageHold {
  const change = async (VisibilityTimeout: number) => {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  };
  return { extend: () => change(VISIBILITY), release: change };
}

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Mail, WorkItem } from '#contract';

/** Puts messages into one queue. */
export type Send<M> = (message: M) => Promise<void>;

/**
 * The sender of work items. Messages of one owner form a group: SQS's fair queues then keep an owner with a thousand files
 * from holding up everybody else's (SQS Developer Guide, "Fair queues").
 */
export function workSender(sqs: SQSClient, QueueUrl: string): Send<WorkItem> {
  return async (item) => {
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(item), MessageGroupId: item.owner }),
    );
  };
}

/** The sender of mails to write. */
export function mailSender(sqs: SQSClient, QueueUrl: string): Send<Mail> {
  return queueSender(sqs, QueueUrl);
}

/**
 * The sender of whatever one function alone takes.
 *
 * @param DelaySeconds - before which nobody gets it; 900 at most
 */
export function queueSender<M>(sqs: SQSClient, QueueUrl: string, DelaySeconds = 0): Send<M> {
  return async (message) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message), DelaySeconds }));
  };
}

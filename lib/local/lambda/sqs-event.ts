import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { REGION } from '../resource.ts';
import type { Outcome } from './instance.ts';

/**
 * A batch of messages as a function gets it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 */
export function sqsEvent(
  messages: readonly Message[],
  queueArn: string,
): { readonly Records: readonly object[] } {
  return { Records: messages.map((message) => sqsRecord(message, queueArn)) };
}

export function sqsRecord(message: Message, queueArn: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
        name,
        {
          ...(attribute.StringValue !== undefined && { stringValue: attribute.StringValue }),
          ...(attribute.BinaryValue && {
            binaryValue: Buffer.from(attribute.BinaryValue).toString('base64'),
          }),
          stringListValues: [],
          binaryListValues: [],
          dataType: attribute.DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes !== undefined && {
      md5OfMessageAttributes: message.MD5OfMessageAttributes,
    }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}

const report = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * The messages that are done with, by what the function answered. With partial responses, an answer that is empty or
 * null is a success, and one that cannot be understood (no identifier, an empty or an unknown one) fails the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function messagesDone(
  messages: readonly Message[],
  outcome: Outcome,
  partialResponses: boolean,
): readonly Message[] {
  if (!outcome.ok) return [];
  if (!partialResponses) return messages;
  const answer: unknown = JSON.parse(outcome.payload);
  if (answer === null || answer === '') return messages;
  const read = report.safeParse(answer);
  if (!read.success) return [];
  const failed = new Set(read.data.batchItemFailures?.map((item) => item.itemIdentifier));
  const known = new Set(messages.map((message) => message.MessageId));
  if ([...failed].some((identifier) => !known.has(identifier))) return [];
  return messages.filter((message) => !failed.has(message.MessageId ?? ''));
}

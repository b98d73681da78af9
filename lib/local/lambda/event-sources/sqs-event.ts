import type { Message } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { REGION } from '../../kit/resource.ts';
import type { Outcome } from '../instance/instance.ts';
import { LARGEST_PAYLOAD } from '../model/payload-limits.ts';

/** The messages of one invocation. */
export interface SqsBatch {
  readonly messages: readonly Message[];
  /** The event, as JSON. */
  readonly payload: string;
}

/**
 * Converts messages to events. Like Lambda, it starts another event before one exceeds the payload limit.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
 */
export function sqsBatches(messages: readonly Message[], queueArn: string): readonly SqsBatch[] {
  const batches: { messages: Message[]; records: string[]; bytes: number }[] = [];
  for (const message of messages) {
    const record = JSON.stringify(sqsRecord(message, queueArn));
    const bytes = Buffer.byteLength(record) + ','.length;
    let batch = batches.at(-1);
    if (batch === undefined || batch.bytes + bytes > LARGEST_PAYLOAD.RequestResponse) {
      batch = { messages: [], records: [], bytes: eventOf([]).length };
      batches.push(batch);
    }
    batch.messages.push(message);
    batch.records.push(record);
    batch.bytes += bytes;
  }
  return batches.map((batch) => ({ messages: batch.messages, payload: eventOf(batch.records) }));
}

function eventOf(records: readonly string[]): string {
  return `{"Records":[${records.join(',')}]}`;
}

function sqsRecord(message: Message, queueArn: string): object {
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
 * The messages that are done, according to the function's answer. With partial responses, an answer that is empty or
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

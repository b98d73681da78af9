import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import {
  largestMessage,
  md5,
  md5OfAttributes,
  messageAttributes,
  messageSize,
  type NewMessage,
} from '../model/message.ts';
import type { Queue } from '../model/queue.ts';
import type { Queues } from '../model/queues.ts';
import { authorizedQueue, queueUrl } from './authorized-queue.ts';
import { batchOf, runBatch } from './batch.ts';

const message = {
  MessageBody: z.string().default(''),
  MessageAttributes: messageAttributes.default({}),
  MessageSystemAttributes: z
    .strictObject({
      AWSTraceHeader: z.strictObject({ DataType: z.literal('String'), StringValue: z.string() }),
    })
    .partial()
    .optional(),
  DelaySeconds: z.number().int().optional(),
  MessageGroupId: z.string().optional(),
};
type Entry = z.output<z.ZodObject<typeof message>>;

/** `SendMessage` and its batch. */
export function sendOperations(queues: Queues): Readonly<Record<string, JsonOperation>> {
  return {
    SendMessage: jsonOperation(z.strictObject({ QueueUrl: queueUrl, ...message }), (input, call) =>
      sendOne(queues, authorizedQueue(queues, call, 'SendMessage', input.QueueUrl), input, call),
    ),
    SendMessageBatch: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, Entries: batchOf(message) }),
      (input, call) => {
        const queue = authorizedQueue(queues, call, 'SendMessage', input.QueueUrl);
        const size = input.Entries.reduce((sum, entry) => sum + messageSize(toMessage(entry, call)), 0);
        if (size > largestMessage) {
          throw new AwsError(
            'BatchRequestTooLong',
            400,
            `Batch requests cannot be longer than ${largestMessage} bytes. You have sent ${size} bytes.`,
          );
        }
        return runBatch(input.Entries, (entry) => sendOne(queues, queue, entry, call));
      },
    ),
  };
}

function toMessage(entry: Entry, call: ServiceCall): NewMessage {
  return {
    body: entry.MessageBody,
    attributes: entry.MessageAttributes,
    traceHeader: entry.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    groupId: entry.MessageGroupId,
    delaySeconds: entry.DelaySeconds,
    senderId: call.principal.accessKeyId,
  };
}

function sendOne(queues: Queues, queue: Queue, entry: Entry, call: ServiceCall): object {
  const [id] = queues.send(queue, [toMessage(entry, call)]);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(entry.MessageBody),
    MD5OfMessageAttributes: md5OfAttributes(entry.MessageAttributes),
  };
}

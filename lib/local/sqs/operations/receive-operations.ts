import { z } from 'zod';
import { type JsonOperation, jsonOperation } from '../../front-door/index.ts';
import { AwsError, type ServiceCall } from '../../kit/service.ts';
import { checkRange, invalidParameter } from '../errors.ts';
import { type MessageAttributes, md5, md5OfAttributes } from '../model/message.ts';
import { isReceiptHandle, type ReceivedMessage } from '../model/message-store.ts';
import type { Queue } from '../model/queue.ts';
import { queueArn } from '../model/queue.ts';
import type { Queues } from '../model/queues.ts';
import { authorizedQueue, queueUrl } from './authorized-queue.ts';
import { batchOf, runBatch } from './batch.ts';

const LONGEST_VISIBILITY = 43_200;
const names = z.array(z.string()).default([]);
const handle = { ReceiptHandle: z.string() };
const change = { ...handle, VisibilityTimeout: z.number().int() };

const receiveInput = z.strictObject({
  QueueUrl: queueUrl,
  MaxNumberOfMessages: z.number().int().default(1),
  VisibilityTimeout: z.number().int().optional(),
  WaitTimeSeconds: z.number().int().optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

/** `ReceiveMessage` and the operations on receipt handles. */
export function receiveOperations(queues: Queues): Readonly<Record<string, JsonOperation>> {
  return {
    ReceiveMessage: jsonOperation(receiveInput, async (input, call) => {
      const queue = authorizedQueue(queues, call, 'ReceiveMessage', input.QueueUrl);
      checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10);
      checkRange('VisibilityTimeout', input.VisibilityTimeout, 0, LONGEST_VISIBILITY);
      checkRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20);
      const { VisibilityTimeout, ReceiveMessageWaitTimeSeconds } = queue.attributes;
      const received = await queues.receive(queue, {
        most: input.MaxNumberOfMessages,
        visibilitySeconds: input.VisibilityTimeout ?? Number(VisibilityTimeout),
        waitSeconds: input.WaitTimeSeconds ?? Number(ReceiveMessageWaitTimeSeconds),
        signal: untilHungUp(call),
      });
      const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
      const Messages = received.map((message) => describe(message, system, input.MessageAttributeNames));
      return Messages.length > 0 ? { Messages } : {};
    }),
    DeleteMessage: jsonOperation(z.strictObject({ QueueUrl: queueUrl, ...handle }), (input, call) => {
      const queue = authorizedQueue(queues, call, 'DeleteMessage', input.QueueUrl);
      queues.remove(queue, checkHandle(input.ReceiptHandle));
    }),
    DeleteMessageBatch: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, Entries: batchOf(handle) }),
      (input, call) => {
        const queue = authorizedQueue(queues, call, 'DeleteMessage', input.QueueUrl);
        return runBatch(input.Entries, ({ ReceiptHandle }) => {
          queues.remove(queue, checkHandle(ReceiptHandle));
          return {};
        });
      },
    ),
    ChangeMessageVisibility: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, ...change }),
      (input, call) => {
        const queue = authorizedQueue(queues, call, 'ChangeMessageVisibility', input.QueueUrl);
        changeVisibility(queues, queue, input);
      },
    ),
    ChangeMessageVisibilityBatch: jsonOperation(
      z.strictObject({ QueueUrl: queueUrl, Entries: batchOf(change) }),
      (input, call) => {
        const queue = authorizedQueue(queues, call, 'ChangeMessageVisibility', input.QueueUrl);
        return runBatch(input.Entries, (entry) => {
          changeVisibility(queues, queue, entry);
          return {};
        });
      },
    ),
  };
}

function changeVisibility(
  queues: Queues,
  queue: Queue,
  {
    ReceiptHandle,
    VisibilityTimeout,
  }: { readonly ReceiptHandle: string; readonly VisibilityTimeout: number },
): void {
  checkRange('VisibilityTimeout', VisibilityTimeout, 0, LONGEST_VISIBILITY);
  const handled = queues.changeVisibility(queue, checkHandle(ReceiptHandle), VisibilityTimeout);
  if (handled === 'not-in-flight') {
    throw new AwsError('MessageNotInflight', 400, 'The specified message is not in flight.');
  }
  if (handled === 'gone') {
    throw invalidParameter(
      `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
}

function checkHandle(receiptHandle: string): string {
  if (isReceiptHandle(receiptHandle)) return receiptHandle;
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    400,
    `The input receipt handle "${receiptHandle.slice(0, 100)}" is not a valid receipt handle.`,
  );
}

/** A caller that hangs up while it waits must not receive a message. */
function untilHungUp(call: ServiceCall): AbortSignal {
  const controller = new AbortController();
  call.response.once('close', () => controller.abort());
  return controller.signal;
}

function describe(message: ReceivedMessage, system: readonly string[], custom: readonly string[]): object {
  const all: Readonly<Record<string, string | undefined>> = {
    ApproximateFirstReceiveTimestamp: String(message.first_received_at),
    ApproximateReceiveCount: String(message.receive_count),
    SenderId: message.sender_id,
    SentTimestamp: String(message.sent_at),
    MessageGroupId: message.group_id ?? undefined,
    AWSTraceHeader: message.trace_header ?? undefined,
    DeadLetterQueueSourceArn:
      message.dead_letter_source === null ? undefined : queueArn(message.dead_letter_source),
  };
  const wanted = Object.entries(all).filter(
    ([name, value]) => value !== undefined && (system.includes('All') || system.includes(name)),
  );
  const attributes = selectAttributes(message.attributes, custom);
  return {
    MessageId: message.message_id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(wanted.length > 0 && { Attributes: Object.fromEntries(wanted) }),
    ...(attributes && { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

/** `All`, `.*`, a name, or a prefix followed by `.*`. */
function selectAttributes(
  attributes: MessageAttributes,
  names: readonly string[],
): MessageAttributes | undefined {
  const selects = (pattern: string, name: string) =>
    pattern === 'All' ||
    pattern === name ||
    (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2)));
  const selected = Object.entries(attributes).filter(([name]) =>
    names.some((pattern) => selects(pattern, name)),
  );
  return selected.length > 0 ? Object.fromEntries(selected) : undefined;
}

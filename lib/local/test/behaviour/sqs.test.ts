import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { output, refusal, settings } from './client.ts';

const sqs = new SQSClient(settings);
const MIB = 2 ** 20;

const send = (QueueUrl: string, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (
  QueueUrl: string,
  options: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> => (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...options }))).Messages ?? [];
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

async function receiveOne(queueUrl: string, options: Partial<ReceiveMessageCommandInput> = {}) {
  const [message] = await receive(queueUrl, { WaitTimeSeconds: 2, ...options });
  if (message === undefined) throw new Error('no message came');
  return message;
}

describe('a message', () => {
  const queue = output('MessagesUrl');

  it('carries its attributes, typed, and says how often it was received', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'ä' },
      number: { DataType: 'Number', StringValue: '7' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'grüße 🗝', MessageAttributes }));
    const message = await receiveOne(queue, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message.Body).toBe('grüße 🗝');
    expect(message.MessageAttributes).toMatchObject(MessageAttributes);
    expect(message.Attributes?.ApproximateReceiveCount).toBe('1');
    await remove(queue, message);
  });

  it('has only the attributes that were requested', async () => {
    await send(queue, 'plain');
    const message = await receiveOne(queue);
    expect(message).toMatchObject({ Body: 'plain' });
    expect(message.Attributes).toBeUndefined();
    await remove(queue, message);
  });

  it('may be 1 MiB', async () => {
    await send(queue, 'a'.repeat(MIB));
    const message = await receiveOne(queue);
    expect(message.Body).toHaveLength(MIB);
    await remove(queue, message);
  });

  it('may be no byte longer', async () => {
    expect((await refusal(send(queue, 'a'.repeat(MIB + 1)))).status).toBe(400);
  });

  it('is refused with characters that XML does not allow', async () => {
    expect(await refusal(send(queue, 'a\u0000b'))).toMatchObject({ name: 'InvalidMessageContents' });
  });
});

describe('visibility', () => {
  const queue = output('VisibilityUrl');

  it('hides a received message from others until its visibility timeout is set to 0', async () => {
    await send(queue, 'mine');
    const mine = await receiveOne(queue);
    expect(await receive(queue)).toEqual([]);
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue,
        ReceiptHandle: mine.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const again = await receiveOne(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again.MessageId).toBe(mine.MessageId);
    expect(again.Attributes?.ApproximateReceiveCount).toBe('2');
    await remove(queue, again);
  });

  it('can be short', async () => {
    await send(queue, 'brief');
    const first = await receiveOne(queue, { VisibilityTimeout: 1 });
    const again = await receiveOne(queue, { WaitTimeSeconds: 5 });
    expect(again.MessageId).toBe(first.MessageId);
    await remove(queue, again);
  });

  it('counts what waits and what is in flight', async () => {
    await send(queue, 'in flight');
    const held = await receiveOne(queue);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      VisibilityTimeout: '30',
    });
    await remove(queue, held);
  });

  it('cannot be changed with an invalid receipt handle', async () => {
    const call = sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle: 'none', VisibilityTimeout: 0 }),
    );
    expect(await refusal(call)).toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('lasts 12 hours at most', async () => {
    await send(queue, 'long');
    const { ReceiptHandle } = await receiveOne(queue);
    const call = sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 43_201 }),
    );
    expect((await refusal(call)).status).toBe(400);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
  });
});

describe('waiting for a message', () => {
  const queue = output('PollingUrl');

  it('ends as soon as one is sent', async () => {
    const [message] = await Promise.all([receiveOne(queue, { WaitTimeSeconds: 20 }), send(queue, 'at last')]);
    expect(message.Body).toBe('at last');
    await remove(queue, message);
  });

  it('ends as soon as one is given up', async () => {
    await send(queue, 'returned');
    const { ReceiptHandle } = await receiveOne(queue);
    const [again] = await Promise.all([
      receiveOne(queue, { WaitTimeSeconds: 20 }),
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 })),
    ]);
    expect(again.Body).toBe('returned');
    await remove(queue, again);
  });
});

describe('a batch', () => {
  const queue = output('BatchesUrl');

  it('sends, gives and deletes up to ten messages', async () => {
    const Entries = Array.from({ length: 10 }, (_, index) => ({
      Id: `m${index}`,
      MessageBody: `message ${index}`,
    }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    expect(sent.Successful).toHaveLength(10);
    const messages: Message[] = [];
    while (messages.length < 10) {
      const more = await receive(queue, { MaxNumberOfMessages: 10, WaitTimeSeconds: 2 });
      if (more.length === 0) break;
      messages.push(...more);
    }
    expect(messages.map(({ Body }) => Body).toSorted()).toEqual(
      Entries.map(({ MessageBody }) => MessageBody),
    );
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: `d${index}`, ReceiptHandle })),
      }),
    );
    expect(deleted.Successful).toHaveLength(10);
  });

  it.each([
    ['EmptyBatchRequest', []],
    [
      'BatchEntryIdsNotDistinct',
      [
        { Id: 'a', MessageBody: '1' },
        { Id: 'a', MessageBody: '2' },
      ],
    ],
    [
      'TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, index) => ({ Id: `m${index}`, MessageBody: 'x' })),
    ],
    ['InvalidBatchEntryId', [{ Id: 'a b', MessageBody: '1' }]],
  ])('is refused as %s', async (name, Entries) => {
    expect(await refusal(sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries })))).toMatchObject({
      name,
    });
  });

  it('of deletions reports the invalid handle and deletes the others', async () => {
    await send(queue, 'good');
    const { ReceiptHandle } = await receiveOne(queue);
    const { Successful, Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: [
          { Id: 'good', ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'none' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
  });
});

it('a message that was received too often is in the dead-letter queue', async () => {
  const queue = output('RedrivenUrl');
  const { MessageId } = await send(queue, 'poison');
  for (const count of ['1', '2']) {
    const message = await receiveOne(queue, {
      VisibilityTimeout: 0,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(message.Attributes?.ApproximateReceiveCount).toBe(count);
  }
  expect(await receive(queue)).toEqual([]);
  const dead = await receiveOne(output('DeadLettersUrl'), { WaitTimeSeconds: 5 });
  expect(dead).toMatchObject({ MessageId, Body: 'poison' });
  await remove(output('DeadLettersUrl'), dead);
});

it('an unknown queue is QueueDoesNotExist', async () => {
  const missing = output('MessagesUrl').replace(/[^/]+$/, 'unknown');
  expect(await refusal(send(missing, 'x'))).toEqual({ name: 'QueueDoesNotExist', status: 400 });
});

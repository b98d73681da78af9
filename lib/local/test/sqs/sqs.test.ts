import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UnsupportedProperty } from '../../kit/resource.ts';
import type { Service } from '../../kit/service.ts';
import {
  createQueuePolicyProvider,
  createQueueProvider,
  createSqsService,
  openQueues,
  type Queues,
} from '../../sqs/index.ts';
import { type OpenDoor, openDoor, send as sendRequest } from '../front-door/open-door.ts';

let offset = 0;
let door: OpenDoor;
let queues: Queues;
let sqs: SQSClient;
const now = () => Date.now() + offset;
const urlOf = ({ name }: { name: string }) => `http://127.0.0.1:4566/000000000000/${name}`;
const QueueUrl = urlOf({ name: 'work' });

let service: Service;
let folder: string;

beforeAll(async () => {
  door = await openDoor(() => [
    { name: 'sqs', handle: (call) => service.handle(call), close: async () => {} },
  ]);
  sqs = new SQSClient(door.client);
});
afterAll(async () => {
  sqs.destroy();
  await door[Symbol.asyncDispose]();
});
beforeEach(async () => {
  offset = 0;
  folder = await mkdtemp(join(tmpdir(), 'sqs-'));
  queues = openQueues(folder, now);
  service = createSqsService({
    queues,
    now,
    report: (error) => expect(error).toBeUndefined(),
    urlOf,
    setPolicy: door.iam.setResourcePolicy,
  });
  queues.define('work', {});
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
const pass = (seconds: number) => {
  offset += seconds * 1000;
};
const counts = async (url = QueueUrl) => {
  const { Attributes: a = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return [
    a['ApproximateNumberOfMessages'],
    a['ApproximateNumberOfMessagesNotVisible'],
    a['ApproximateNumberOfMessagesDelayed'],
  ].map(Number);
};

describe('a message', () => {
  it('is received with its attributes and the digests that the SDK checks', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'ä' },
      'no.of': { DataType: 'Number', StringValue: '7' },
      bytes: { DataType: 'Binary.x', BinaryValue: new Uint8Array([0, 255]) },
    };
    const sent = await send('häl\tlo 🔐', { MessageAttributes, MessageGroupId: 'group' });
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'häl\tlo 🔐',
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'group',
        SenderId: door.credentials.administrator.accessKeyId,
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
      },
    });
  });

  it('has only the attributes that were requested', async () => {
    const MessageAttributes = {
      'a.b': { DataType: 'String', StringValue: 'x' },
      c: { DataType: 'String', StringValue: 'y' },
    };
    await send('x', { MessageAttributes });
    const [message] = await receive({
      MessageAttributeNames: ['a.*'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.b']);
    expect(message?.Attributes).toEqual({ ApproximateReceiveCount: '1' });
  });

  it('is hidden while it is in flight, and comes back with a higher count when the timeout ends', async () => {
    await send('x');
    expect(await receive({ VisibilityTimeout: 10 })).toHaveLength(1);
    expect(await receive()).toHaveLength(0);
    expect(await counts()).toEqual([0, 1, 0]);
    pass(10);
    expect(await counts()).toEqual([1, 0, 0]);
    const [again] = await receive({ AttributeNames: ['All'] });
    expect(again?.Attributes?.['ApproximateReceiveCount']).toBe('2');
  });

  it('is gone after it was deleted with its last receipt handle', async () => {
    await send('x');
    const [first] = await receive({ VisibilityTimeout: 1 });
    pass(1);
    const [second] = await receive({ VisibilityTimeout: 1 });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 1, 0]);
    pass(1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('is visible at once when its visibility timeout is set to 0', async () => {
    await send('x');
    for (let i = 0; i < 3; i++) {
      const [message] = await receive();
      expect(message?.Body).toBe('x');
      const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 };
      await sqs.send(new ChangeMessageVisibilityCommand(change));
    }
    expect(await receive()).toHaveLength(1);
  });

  it('stays hidden longer when its visibility timeout is extended', async () => {
    await send('x');
    const [message] = await receive({ VisibilityTimeout: 10 });
    pass(9);
    const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 10 };
    await sqs.send(new ChangeMessageVisibilityCommand(change));
    pass(9);
    expect(await receive()).toHaveLength(0);
    pass(1);
    await expect(sqs.send(new ChangeMessageVisibilityCommand(change))).rejects.toMatchObject({
      name: 'MessageNotInflight',
    });
    expect(await receive()).toHaveLength(1);
  });

  it('waits for its delay', async () => {
    await send('x', { DelaySeconds: 5 });
    expect(await counts()).toEqual([0, 0, 1]);
    expect(await receive()).toHaveLength(0);
    pass(5);
    expect(await receive()).toHaveLength(1);
  });

  it('is dropped when its retention period ends', async () => {
    await send('x');
    pass(345_600);
    expect(await receive()).toHaveLength(0);
  });

  it('has at most 1 MiB', async () => {
    await send('x'.repeat(1_048_576));
    await expect(send('x'.repeat(1_048_577))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(send('\u0000')).rejects.toMatchObject({ name: 'InvalidMessageContents' });
  });

  it.each<[string, Partial<SendMessageCommandInput>]>([
    ['a delay of more than 15 minutes', { DelaySeconds: 901 }],
    ['a negative delay', { DelaySeconds: -1 }],
    ['a group that is more than a word', { MessageGroupId: 'a b' }],
    ...['AWS.x', 'aws.x', 'Amazon.x', 'AMAZON.x', '.x', 'x.', 'x..y', 'x y', ''].map(
      (name): [string, Partial<SendMessageCommandInput>] => [
        `an attribute of the name ${JSON.stringify(name)}`,
        { MessageAttributes: { [name]: { DataType: 'String', StringValue: 'x' } } },
      ],
    ),
    ['an empty attribute', { MessageAttributes: { x: { DataType: 'String', StringValue: '' } } }],
    ['an attribute without a value', { MessageAttributes: { x: { DataType: 'Number' } } }],
    ['text as bytes', { MessageAttributes: { x: { DataType: 'Binary', StringValue: 'x' } } }],
    ['an unknown type', { MessageAttributes: { x: { DataType: 'Text', StringValue: 'x' } } }],
  ])('is refused with %s', async (_, more) => {
    await expect(send('x', more)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it.each([
    { MaxNumberOfMessages: 0 },
    { MaxNumberOfMessages: 11 },
    { WaitTimeSeconds: 21 },
    { VisibilityTimeout: 43_201 },
  ])('cannot be received with %o', async (more) => {
    await send('x');
    await expect(receive(more)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(await counts()).toEqual([1, 0, 0]);
  });

  it('stays hidden for at most 12 hours', async () => {
    await send('x');
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(43_200);
    await expect(change(43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('survives a kill of the process, once it is sent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sqs-'));
    try {
      const child = spawn(
        process.execPath,
        [fileURLToPath(new URL('./sender.ts', import.meta.url)), folder],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const reopened = openQueues(folder, Date.now);
      const request = {
        most: 10,
        visibilitySeconds: 0,
        waitSeconds: 0,
        signal: new AbortController().signal,
      };
      const found = await reopened.receive(reopened.get('survivor'), request);
      expect(found.map(({ body }) => body)).toEqual(Array.from({ length: 10 }, (_, i) => `message ${i}`));
      reopened.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('long polling', () => {
  it('answers as soon as a message is sent', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await send('x');
    expect(await waiting).toHaveLength(1);
  });

  it('answers as soon as a message becomes visible', async () => {
    await send('x', { DelaySeconds: 1 });
    expect(await receive({ WaitTimeSeconds: 20 })).toHaveLength(1);
  });

  it('delivers a message to one of several receivers', async () => {
    const impatient = new AbortController();
    const waiting = [1, 2, 3].map(() =>
      sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
        abortSignal: impatient.signal,
      }),
    );
    await send('x');
    expect((await Promise.race(waiting)).Messages).toHaveLength(1);
    impatient.abort();
    await Promise.allSettled(waiting);
    expect(await counts()).toEqual([0, 1, 0]);
  });

  it('receives nothing for a client that hung up', async () => {
    const impatient = new AbortController();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: impatient.signal,
    });
    // Calls on another connection: by then the first one waits, and afterwards the service has seen it hang up.
    await receive();
    impatient.abort();
    await expect(waiting).rejects.toThrow();
    await receive();
    await send('x');
    expect(await receive({ WaitTimeSeconds: 20 })).toHaveLength(1);
  });
});

describe('fair queues', () => {
  it('prefer a group with few messages in flight', async () => {
    for (let i = 0; i < 5; i++) await send(`noisy ${i}`, { MessageGroupId: 'noisy' });
    await send('quiet', { MessageGroupId: 'quiet' });
    expect((await receive({ MaxNumberOfMessages: 2 })).map(({ Body }) => Body)).toEqual([
      'noisy 0',
      'noisy 1',
    ]);
    expect((await receive()).map(({ Body }) => Body)).toEqual(['quiet']);
  });
});

describe('batches', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ Id: `id${i}`, MessageBody: `m${i}` }));
  const sendBatch = (Entries: SendMessageBatchRequestEntry[]) =>
    sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  it('send, receive and delete ten messages at a time', async () => {
    expect((await sendBatch(entries(10))).Successful).toHaveLength(10);
    const messages = await receive({ MaxNumberOfMessages: 10 });
    const Entries = messages.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted.Successful).toHaveLength(10);
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('report the failed entry and process the others', async () => {
    const outcome = await sendBatch([
      { Id: 'good', MessageBody: 'x' },
      { Id: 'bad', MessageBody: '' },
    ]);
    expect(outcome.Successful).toMatchObject([{ Id: 'good' }]);
    expect(outcome.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);
  });

  it('report the entry with invalid values and process the others', async () => {
    const outcome = await sendBatch([
      { Id: 'late', MessageBody: 'x', DelaySeconds: 901 },
      { Id: 'good', MessageBody: 'x', DelaySeconds: 900 },
      {
        Id: 'reserved',
        MessageBody: 'x',
        MessageAttributes: { 'AWS.x': { DataType: 'String', StringValue: 'x' } },
      },
    ]);
    expect(outcome.Successful).toMatchObject([{ Id: 'good' }]);
    expect(outcome.Failed).toMatchObject([
      { Id: 'late', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'reserved', Code: 'InvalidParameterValue', SenderFault: true },
    ]);
    expect(await counts()).toEqual([0, 0, 1]);
  });

  it.each([
    ['EmptyBatchRequest', []],
    ['TooManyEntriesInBatchRequest', entries(11)],
    ['BatchEntryIdsNotDistinct', [...entries(1), ...entries(1)]],
    ['InvalidBatchEntryId', [{ Id: 'a b', MessageBody: 'x' }]],
    ['BatchRequestTooLong', entries(2).map((entry) => ({ ...entry, MessageBody: 'x'.repeat(600_000) }))],
  ])('are refused as a whole with %s', async (name, batch) => {
    await expect(sendBatch(batch)).rejects.toMatchObject({ name });
    expect(await counts()).toEqual([0, 0, 0]);
  });
});

describe('dead letters', () => {
  const deadUrl = urlOf({ name: 'dead' });
  beforeEach(() => {
    const { arn } = queues.define('dead', {});
    queues.define('work', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 }),
    });
  });

  async function die(body: string) {
    await send(body);
    for (let i = 0; i < 2; i++) await receive({ VisibilityTimeout: 0 });
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(0);
  }

  it('are messages that were received too often', async () => {
    await die('x');
    expect(await counts()).toEqual([0, 0, 0]);
    const [message] = await receive({ QueueUrl: deadUrl, AttributeNames: ['All'] });
    expect(message).toMatchObject({
      Body: 'x',
      Attributes: { DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:work' },
    });
    expect((await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadUrl }))).queueUrls).toEqual([
      QueueUrl,
    ]);
  });

  it('move back to their source', async () => {
    for (const body of ['x', 'y', 'z']) await die(body);
    const SourceArn = queues.get('dead').arn;
    expect((await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }))).TaskHandle).toBeDefined();
    await expect
      .poll(async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results)
      .toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 3 }]);
    const back = await receive({ MaxNumberOfMessages: 10, AttributeNames: ['All'] });
    expect(back.map(({ Body }) => Body)).toEqual(['x', 'y', 'z']);
    expect(back[0]?.Attributes?.['ApproximateReceiveCount']).toBe('1');
  });

  it('cannot be moved from a queue that is not a dead-letter queue', async () => {
    const start = new StartMessageMoveTaskCommand({ SourceArn: queues.get('work').arn });
    await expect(sqs.send(start)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it.each([
    ['of another Region', 'arn:aws:sqs:us-east-1:000000000000:work'],
    ['that is not there', 'arn:aws:sqs:eu-west-1:000000000000:nowhere'],
  ])('cannot be moved to or from a queue %s', async (_, arn) => {
    const missing = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    const SourceArn = queues.get('dead').arn;
    for (const input of [{ SourceArn, DestinationArn: arn }, { SourceArn: arn }])
      await expect(sqs.send(new StartMessageMoveTaskCommand(input))).rejects.toMatchObject(missing);
    const list = new ListMessageMoveTasksCommand({ SourceArn: arn });
    await expect(sqs.send(list)).rejects.toMatchObject(missing);
  });

  it('stay where they are if the other queue is gone', async () => {
    await send('kept');
    const file = new DatabaseSync(join(folder, 'queues.sqlite'));
    file.exec("DELETE FROM queues WHERE name = 'dead'");
    file.close();
    const reopened = openQueues(folder, now);
    const signal = AbortSignal.timeout(60_000);
    const request = { most: 1, visibilitySeconds: 0, waitSeconds: 0, signal };
    for (let i = 1; i <= 4; i++) {
      const received = await reopened.receive(reopened.get('work'), request);
      expect(received).toMatchObject([{ body: 'kept', receive_count: i }]);
    }
    reopened.close();
  });
});

describe('a dead-letter queue', () => {
  const arnOf = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;
  const redriveTo = (deadLetterTargetArn: string) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
  });
  const set = (Attributes: Record<string, string>) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  beforeEach(() => void queues.define('dead', {}));
  const allow = (policy: object) => queues.define('dead', { RedriveAllowPolicy: JSON.stringify(policy) });

  it.each([
    arnOf('nowhere'),
    'arn:aws:sqs:us-east-1:000000000000:work',
    'arn:aws:sqs:eu-west-1:111111111111:work',
  ])('must exist: %s', async (arn) => {
    await expect(set(redriveTo(arn))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('Dead letter target does not exist.'),
    });
    expect(queues.get('work').attributes).not.toHaveProperty('RedrivePolicy');
    const provider = createQueueProvider(queues, { urlOf, setPolicy: door.iam.setResourcePolicy });
    const RedrivePolicy = { deadLetterTargetArn: arn, maxReceiveCount: 2 };
    const resource = { logicalId: 'New', physicalName: 'new', properties: { RedrivePolicy } };
    await expect(provider.provision(resource)).rejects.toThrow('Dead letter target does not exist.');
    expect(queues.list().map(({ name }) => name)).not.toContain('new');
  });

  it.each([
    ['denies all', { redrivePermission: 'denyAll' }],
    ['lets others in', { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('other')] }],
  ])('refuses a queue if it %s', async (_, policy) => {
    allow(policy);
    await expect(set(redriveTo(arnOf('dead')))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('RedriveAllowPolicy'),
    });
  });

  it.each([
    ['all', { redrivePermission: 'allowAll' }],
    ['this one', { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('work')] }],
  ])('accepts the messages of a queue if it allows %s', async (_, policy) => {
    allow(policy);
    await set(redriveTo(arnOf('dead')));
    expect(queues.sourcesOf(queues.get('dead')).map(({ name }) => name)).toEqual(['work']);
  });

  it.each([
    { redrivePermission: 'byQueue' },
    { redrivePermission: 'denyAll', sourceQueueArns: [arnOf('work')] },
    { redrivePermission: 'byQueue', sourceQueueArns: Array(11).fill(arnOf('work')) },
  ])('refuses a RedriveAllowPolicy that SQS does not have: %o', async (policy) => {
    const Attributes = { RedriveAllowPolicy: JSON.stringify(policy) };
    await expect(set(Attributes)).rejects.toMatchObject({ name: 'InvalidAttributeValue' });
  });
});

describe('queues', () => {
  it('are found, listed, described, changed and purged', async () => {
    queues.define('other', {});
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }))).QueueUrl).toBe(QueueUrl);
    const page = await sqs.send(new ListQueuesCommand({ MaxResults: 1 }));
    expect(page.QueueUrls).toEqual([urlOf({ name: 'other' })]);
    expect(
      (await sqs.send(new ListQueuesCommand({ MaxResults: 1, NextToken: page.NextToken }))).QueueUrls,
    ).toEqual([QueueUrl]);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }));
    const described = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['VisibilityTimeout', 'SqsManagedSseEnabled', 'QueueArn'],
      }),
    );
    expect(described.Attributes).toEqual({
      VisibilityTimeout: '7',
      SqsManagedSseEnabled: 'true',
      QueueArn: queues.get('work').arn,
    });
    await send('x');
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('can be purged once a minute each', async () => {
    queues.define('other', {});
    const purge = (url = QueueUrl) => sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    await purge();
    await purge(urlOf({ name: 'other' }));
    pass(59);
    await send('x');
    await expect(purge()).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      Code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
    });
    expect(await counts()).toEqual([1, 0, 0]);
    pass(1);
    await purge();
    expect(await counts()).toEqual([0, 0, 0]);
  });

  it('have no attributes but those of SQS', async () => {
    const ask = (name: string) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name as QueueAttributeName] }));
    expect((await ask('RedrivePolicy')).Attributes).toBeUndefined();
    await expect(ask('Colour')).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
  });

  it('that do not exist are an error with the codes of both protocols', async () => {
    await expect(send('x', { QueueUrl: urlOf({ name: 'none' }) })).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  it.each<[string, Record<string, string>]>([
    ['InvalidAttributeName', { Colour: 'red' }],
    ['InvalidAttributeName', { constructor: '1' }],
    ['InvalidAttributeValue', { VisibilityTimeout: '43201' }],
    ['InvalidAttributeValue', { RedrivePolicy: '{}' }],
    ['InvalidAttributeValue', { Policy: 'x' }],
  ])('refuse attributes with %s: %o', async (name, Attributes) => {
    await expect(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))).rejects.toMatchObject({
      name,
    });
  });

  it('refuse an invalid receipt handle', async () => {
    const command = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' });
    await expect(sqs.send(command)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  });

  it('are closed to a function without a right, and open by their own policy', async () => {
    const foreign = new SQSClient(door.clientOf('stranger'));
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
    await expect(foreign.send(command)).rejects.toMatchObject({
      Code: 'AccessDenied',
      message: expect.stringContaining(
        'sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:000000000000:work',
      ),
    });
    const Policy = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:role/stranger' },
        Action: 'sqs:SendMessage',
        Resource: queues.get('work').arn,
      },
    });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    expect((await foreign.send(command)).MessageId).toBeDefined();
  });

  it('accept messages from other services', async () => {
    queues.enqueue(queues.get('work').arn, '{"event":"s3:TestEvent"}');
    expect(await receive()).toMatchObject([{ Body: '{"event":"s3:TestEvent"}' }]);
  });
});

it('the query protocol of older clients is refused by the name of its action', async () => {
  const body = 'Action=ListQueues&Version=2012-11-05';
  const signed = z.object({ path: z.string(), headers: z.record(z.string(), z.string()) });
  const sent: z.output<typeof signed>[] = [];
  sqs.middlewareStack.add(
    (next) => (args) => {
      const { 'x-amz-target': _, ...headers } = signed.parse(args.request).headers;
      const form = {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(body.length),
      };
      Object.assign(args.request as object, { headers: { ...headers, ...form }, body });
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  sqs.middlewareStack.add(
    (next) => (args) => {
      sent.push(signed.parse(args.request));
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await expect(sqs.send(new ListQueuesCommand({}))).rejects.toThrow();
  const [request = { path: '', headers: {} }] = sent;
  const answer = await sendRequest(door.endpoint, { ...request, method: 'POST', body });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatch(/<Code>UnsupportedOperation<.*\(Action=ListQueues\)/);
});

describe('the template’s queues', () => {
  const resource = (properties: object) => ({ logicalId: 'Uploads', physicalName: 'uploads', properties });

  it('are known by URL, ARN and name before they exist, and have their settings afterwards', async () => {
    const provider = createQueueProvider(queues, { urlOf, setPolicy: door.iam.setResourcePolicy });
    const dead = queues.define('dead', {}).arn;
    const uploads = resource({
      VisibilityTimeout: 120,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: dead, maxReceiveCount: 5 },
    });
    expect(provider.identify(uploads)).toEqual({
      ref: urlOf({ name: 'uploads' }),
      attributes: {
        Arn: 'arn:aws:sqs:eu-west-1:000000000000:uploads',
        QueueName: 'uploads',
        QueueUrl: urlOf({ name: 'uploads' }),
      },
    });
    await provider.provision(uploads);
    expect(queues.get('uploads').attributes).toMatchObject({ VisibilityTimeout: '120' });
    expect(queues.sourcesOf(queues.get('dead')).map(({ name }) => name)).toEqual(['uploads']);
    await provider.provision(resource({}));
    expect(queues.get('uploads').attributes).not.toHaveProperty('RedrivePolicy');
    expect(queues.get('uploads').attributes).toMatchObject({ VisibilityTimeout: '30' });
  });

  it('have the policy that the template gives them', async () => {
    const provider = createQueuePolicyProvider(queues, { urlOf, setPolicy: door.iam.setResourcePolicy });
    const PolicyDocument = {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    };
    await provider.provision(resource({ Queues: [QueueUrl], PolicyDocument }));
    expect(JSON.parse(queues.get('work').attributes.Policy ?? '')).toEqual(PolicyDocument);
    const request = {
      principal: 's3.amazonaws.com',
      action: 'sqs:SendMessage',
      resource: queues.get('work').arn,
      context: {},
    };
    expect(() => door.iam.authorize(request)).not.toThrow();
  });

  it('are not created by a policy', async () => {
    const provider = createQueuePolicyProvider(queues, { urlOf, setPolicy: door.iam.setResourcePolicy });
    const policy = resource({ Queues: [urlOf({ name: 'nowhere' })], PolicyDocument: { Statement: [] } });
    await expect(provider.provision(policy)).rejects.toThrow('The specified queue does not exist.');
    expect(queues.list().map(({ name }) => name)).toEqual(['work']);
  });

  it('refuse what is not supported', async () => {
    const provider = createQueueProvider(queues, { urlOf, setPolicy: door.iam.setResourcePolicy });
    await expect(provider.provision(resource({ FifoQueue: true }))).rejects.toThrow(UnsupportedProperty);
  });
});

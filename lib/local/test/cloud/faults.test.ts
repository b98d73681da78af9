import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '../../index.ts';
import { createProject, type Project } from './fixture/project.ts';

let project: Project;
let cloud: LocalCloud;
let lambda: LambdaClient;
let sqs: SQSClient;

beforeAll(async () => {
  project = await createProject();
  cloud = await project.start();
  const settings = { region: 'eu-west-1', endpoint: cloud.awsUrl, credentials: cloud.administrator };
  lambda = new LambdaClient(settings);
  sqs = new SQSClient(settings);
}, 30_000);
afterEach(async () => {
  cloud.faults.clear();
  cloud.faults.forgetCalls();
  await takeLetters();
});
afterAll(async () => {
  lambda?.destroy();
  sqs?.destroy();
  await cloud?.stop();
  await project?.remove();
});

const output = (name: string): string => z.string().parse(cloud.outputs[`Export${name}`]);

/** Has the function send three messages; answers how it failed, if it did. */
async function sendThree(): Promise<string | undefined> {
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: output('CallerName'),
      Payload: JSON.stringify({ messages: ['1', '2', '3'] }),
    }),
  );
  return answer.FunctionError && answer.Payload?.transformToString();
}

/** Empties the queue: purging it is for once a minute. */
async function takeLetters(): Promise<void> {
  const QueueUrl = output('LettersUrl');
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return;
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

async function lettersInQueue(): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: output('LettersUrl'),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.['ApproximateNumberOfMessages']);
}

describe('a function', () => {
  it.each([
    ['kill-before', [0, 1, 2]],
    ['kill-after', [1, 2, 3]],
  ] as const)('can be stepped through call by call: %s', async (fault, expected) => {
    expect(await sendThree()).toBeUndefined();
    const calls = cloud.faults.calls('caller');
    expect(calls.map(({ call }) => call)).toEqual(Array(3).fill('sqs:SendMessage'));
    const arrived: number[] = [];
    for (let nth = 1; nth <= calls.length; nth += 1) {
      await takeLetters();
      const remove = cloud.faults.add({ function: 'caller', nth, fault });
      expect(await sendThree()).toContain('signal: killed');
      remove();
      arrived.push(await lettersInQueue());
    }
    expect(arrived).toEqual(expected);
    expect(await sendThree()).toBeUndefined();
  });

  it('tries a call again that was throttled, and sends nothing twice', async () => {
    cloud.faults.add({ call: 'sqs:SendMessage', nth: 2, fault: 'throttle' });
    expect(await sendThree()).toBeUndefined();
    expect(cloud.faults.calls('caller')).toHaveLength(4);
    expect(await lettersInQueue()).toBe(3);
  });
});

it('a queue delivers every message twice if asked to', async () => {
  cloud.faults.add({ queue: 'jobs', fault: 'deliver-twice' });
  await sqs.send(new SendMessageCommand({ QueueUrl: output('JobsUrl'), MessageBody: 'twin' }));
  const lines = () =>
    project.records.filter((record) => record.kind === 'function-line' && record.line === 'job twin 1');
  await expect.poll(lines).toHaveLength(2);
  expect(project.records).toContainEqual({
    kind: 'fault',
    call: 'queue jobs',
    functionName: undefined,
    fault: 'deliver-twice',
  });
});

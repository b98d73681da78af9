import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LogRecord } from '../../console/index.ts';
import { createFrontDoor, openCredentials } from '../../front-door/index.ts';
import { createIam } from '../../iam/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import { type SqsPollerOptions, startSqsPoller } from '../../lambda/event-sources/sqs-poller.ts';
import { type Outcome, ThrottledError } from '../../lambda/index.ts';
import { createSqsService, openQueues, type Queues } from '../../sqs/index.ts';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:000000000000:jobs';

let folder: string;
let server: Server;
let client: SQSClient;
let queues: Queues;
let queueUrl: string;
let closers: (() => Promise<void>)[];
let records: LogRecord[];
let offset: number;
const now = () => Date.now() + offset;

/** Moves the clock of the queues, and wakes receivers, whose timers do not follow it. */
function pass(seconds: number): void {
  offset += seconds * 1000;
  queues.send(queues.get('jobs'), []);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poller-'));
  closers = [];
  records = [];
  offset = 0;
  server = createServer();
  const url = `http://127.0.0.1:${await listen(server, 0, 'port')}`;
  queueUrl = `${url}/000000000000/jobs`;
  const credentials = await openCredentials(folder, 'test');
  const iam = createIam(credentials.administrator.principal.arn);
  queues = openQueues(folder, now);
  queues.define('jobs', {});
  const report = (error: unknown) => {
    throw error;
  };
  const service = createSqsService({
    queues,
    now,
    report,
    urlOf: () => queueUrl,
    setPolicy: () => undefined,
  });
  const door = createFrontDoor({ services: [service], credentials, iam, now: Date.now, report });
  server.on('request', (request, response) => door.emit('request', request, response));
  client = new SQSClient({ region: 'eu-west-1', endpoint: url, credentials: credentials.administrator });
  closers.push(
    () => hangUp(server),
    () => service.close(),
  );
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  client.destroy();
  await rm(folder, { recursive: true });
});

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
type Batch = z.output<typeof batch>['Records'];

const definition: SqsPollerOptions['target']['definition'] = {
  name: 'worker',
  arn: '',
  codeFolder: '',
  handler: '',
  timeoutSeconds: 1,
  memoryMegabytes: 128,
  storageMegabytes: 512,
  logFormat: 'Text',
  logGroup: '',
  environment: {},
  credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '' },
};

/** Polls with a function of the test in place of a process. */
function poll(handle: (messages: Batch) => unknown, options: Partial<SqsPollerOptions> = {}): void {
  const poller = startSqsPoller({
    client,
    queueUrl,
    queueArn: QUEUE_ARN,
    target: {
      definition,
      invoke: async (payload): Promise<Outcome> => {
        try {
          const answer = await handle(batch.parse(JSON.parse(payload)).Records);
          return { ok: true, payload: JSON.stringify(answer) ?? 'null', peakBytes: 0 };
        } catch (error) {
          return {
            ok: false,
            error: { errorType: 'Error', errorMessage: String(error), trace: [] },
            peakBytes: 0,
          };
        }
      },
    },
    batchSize: 10,
    windowSeconds: 0,
    maximumConcurrency: 5,
    partialResponses: true,
    deliveries: () => 1,
    onRecord: (record) => records.push(record),
    ...options,
  });
  closers.push(() => poller.close());
}

async function send(...bodies: string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies
      .slice(start, start + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

const failedJobs = () => records.filter((record) => record.kind === 'job' && record.failed > 0);
const left = () => {
  const { visible, inFlight } = queues.count(queues.get('jobs'));
  return visible + inFlight;
};

describe('an event source mapping', () => {
  it('delivers batches of at most the batch size and deletes finished messages', async () => {
    const batches: string[][] = [];
    await send('1', '2', '3', '4', '5');
    poll((messages) => void batches.push(messages.map(({ body }) => body)), { batchSize: 2 });
    await expect.poll(() => batches.flat().sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(Math.max(...batches.map(({ length }) => length))).toBe(2);
    await expect.poll(left).toBe(0);
  });

  it('delivers only failed messages again', async () => {
    const seen: string[] = [];
    await send('good', 'bad');
    poll((messages) => {
      const first = !seen.includes('bad');
      seen.push(...messages.map(({ body }) => body));
      const failed = messages.filter(({ body }) => first && body === 'bad');
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
    await expect.poll(failedJobs).toHaveLength(1);
    pass(30);
    await expect.poll(left).toBe(0);
    expect(seen.sort()).toEqual(['bad', 'bad', 'good']);
    expect(records).toContainEqual(
      expect.objectContaining({ kind: 'job', messages: 2, failed: 1, queueName: 'jobs' }),
    );
  });

  it('delivers a whole batch again after an error', async () => {
    let calls = 0;
    const seen: string[] = [];
    await send('a', 'b');
    poll((messages) => {
      calls += 1;
      if (calls === 1) throw new Error('no');
      seen.push(...messages.map(({ body }) => body));
    });
    await expect.poll(failedJobs).toHaveLength(1);
    pass(30);
    await expect.poll(() => [...seen].sort()).toEqual(['a', 'b']);
    await expect.poll(left).toBe(0);
  });

  it('moves a message that always fails to the dead-letter queue', async () => {
    queues.define('dead', {});
    queues.define('jobs', {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead',
        maxReceiveCount: 2,
      }),
    });
    const seen: string[] = [];
    await send('good', 'bad');
    poll(
      (messages) => {
        seen.push(...messages.map(({ body }) => body));
        const failed = messages.filter(({ body }) => body === 'bad');
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
      { batchSize: 1 },
    );
    for (const deliveries of [1, 2]) {
      await expect.poll(failedJobs).toHaveLength(deliveries);
      pass(30);
    }
    await expect.poll(() => queues.count(queues.get('dead')).visible).toBe(1);
    expect(left()).toBe(0);
    expect(seen.sort()).toEqual(['bad', 'bad', 'good']);
  });

  it('delivers a message again after its visibility timeout, even if the first delivery still runs', async () => {
    const waiting: (() => void)[] = [];
    await send('slow');
    poll(() => new Promise<void>((resolve) => waiting.push(resolve)));
    await expect.poll(() => waiting.length).toBe(1);
    pass(30);
    await expect.poll(() => waiting.length).toBe(2);
    for (const end of waiting) end();
  });

  it('keeps messages in the queue while the function is throttled', async () => {
    let calls = 0;
    await send('one');
    poll(() => undefined, {
      target: {
        definition,
        invoke: async (): Promise<Outcome> => {
          calls += 1;
          if (calls === 1) throw new ThrottledError();
          return { ok: true, payload: 'null', peakBytes: 0 };
        },
      },
    });
    await expect.poll(failedJobs).toHaveLength(1);
    pass(30);
    await expect.poll(left).toBe(0);
    expect(calls).toBe(2);
  });

  it('collects more than ten messages within its window', async () => {
    const sizes: number[] = [];
    await send(...Array.from({ length: 15 }, (_, index) => String(index)));
    poll((messages) => void sizes.push(messages.length), { batchSize: 15, windowSeconds: 5 });
    await expect.poll(() => sizes).toEqual([15]);
  });

  it('never exceeds its maximum concurrency', async () => {
    const finish = Promise.withResolvers<void>();
    let underWay = 0;
    let most = 0;
    await send(...Array.from({ length: 12 }, (_, index) => String(index)));
    poll(
      async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await finish.promise;
        underWay -= 1;
      },
      { batchSize: 1, maximumConcurrency: 3 },
    );
    await expect.poll(() => underWay).toBe(3);
    // Time for a fourth that must not come.
    await new Promise((resolve) => setTimeout(resolve, 100));
    finish.resolve();
    await expect.poll(left).toBe(0);
    expect(most).toBe(3);
  });

  it('splits a batch that exceeds Lambda’s payload limit', async () => {
    const sizes: number[] = [];
    for (const _ of Array.from({ length: 4 })) await send('"'.repeat(1_000_000));
    poll((messages) => void sizes.push(messages.length), { batchSize: 4, windowSeconds: 1 });
    await expect.poll(left).toBe(0);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(4);
    expect(Math.max(...sizes)).toBeLessThan(4);
  });

  it('warns if the queue cannot be read, and retries', async () => {
    poll(() => undefined, { queueUrl: `${queueUrl}-gone` });
    await expect
      .poll(() => records)
      .toContainEqual(
        expect.objectContaining({
          kind: 'warning',
          text: expect.stringContaining('worker cannot poll jobs'),
        }),
      );
  });
});

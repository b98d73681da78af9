import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventSourceMappings, createFunctions, type Functions } from '../../lambda/index.ts';
import { createSqsService, openQueues } from '../../sqs/index.ts';
import { openDoor } from '../front-door/open-door.ts';

let functions: Functions;

beforeEach(() => {
  functions = createFunctions({
    awsUrl: 'http://127.0.0.1:4566',
    temporaryFolder: '',
    onRecord: () => undefined,
    idleMilliseconds: 60_000,
    retryDelays: [],
  });
});

afterEach(() => functions.close());

type Credentials = Parameters<Functions['define']>[0]['credentials'];

function define(name: string, credentials: Credentials): void {
  functions.define({
    name,
    arn: '',
    codeFolder: '',
    handler: '',
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    storageMegabytes: 512,
    logFormat: 'Text',
    logGroup: '',
    environment: {},
    credentials,
  });
}

const least = { FunctionName: 'worker', EventSourceArn: 'arn:aws:sqs:eu-west-1:000000000000:jobs' };

describe('an event source mapping', () => {
  it.each([
    ['EventSourceArn', { EventSourceArn: 'arn:aws:kinesis:eu-west-1:000000000000:stream/jobs' }],
    ['BatchSize', { BatchSize: 0 }],
    ['a BatchSize above 10 needs a MaximumBatchingWindowInSeconds', { BatchSize: 11 }],
    ['MaximumBatchingWindowInSeconds', { MaximumBatchingWindowInSeconds: 301 }],
    ['ScalingConfig.MaximumConcurrency', { ScalingConfig: { MaximumConcurrency: 1 } }],
    ['FunctionResponseTypes', { FunctionResponseTypes: ['Report'] }],
    ['FilterCriteria', { FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["file"]}}' }] } }],
    ['worker', {}],
    ['Function not found: known:live', { FunctionName: 'known:live' }],
    [
      'Function not found: arn:aws:lambda:us-east-1:',
      { FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:known' },
    ],
  ])('is refused by the name of what is wrong with it: %s', async (name, properties) => {
    define('known', { accessKeyId: '', secretAccessKey: '', sessionToken: '' });
    const { provider } = createEventSourceMappings({
      functions,
      awsUrl: '',
      deliveries: () => 1,
      onRecord: () => undefined,
    });
    const resource = { logicalId: 'Jobs', physicalName: 'jobs', properties: { ...least, ...properties } };
    await expect(provider.provision(resource)).rejects.toThrow(name);
  });
});

it('where a queue would deliver again what its function works on, nothing is taken from any queue', async () => {
  const calls: string[] = [];
  await using door = await openDoor(
    ({ folder, now, iam }) => {
      const queues = openQueues(folder, now);
      queues.define('jobs', { VisibilityTimeout: '10' });
      queues.define('late', { VisibilityTimeout: '9' });
      const urlOf = ({ name }: { readonly name: string }) => name;
      return [
        createSqsService({ queues, now, report: () => undefined, urlOf, setPolicy: iam.setResourcePolicy }),
      ];
    },
    {
      async around(_, { request, body }, handle) {
        calls.push(String(request.headers['x-amz-target']));
        // Time for the other mapping, whose queue is as it should be, to go on.
        if (String(body).includes('/late"')) await sleep(100);
        await handle();
      },
    },
  );
  define('worker', door.credentials.issue('arn:aws:sts::000000000000:assumed-role/worker/worker'));
  door.iam.attachIdentityPolicy('role/worker', 'own', {
    Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
  });
  const mappings = createEventSourceMappings({
    functions,
    awsUrl: door.endpoint,
    deliveries: () => 1,
    onRecord: () => undefined,
  });
  for (const name of ['jobs', 'late']) {
    const properties = { ...least, EventSourceArn: least.EventSourceArn.replace('jobs', name) };
    await mappings.provider.provision({ logicalId: name, physicalName: name, properties });
  }
  await expect(mappings.start()).rejects.toThrow(
    'late: Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds',
  );
  await mappings.close();
  expect(calls).toEqual(['AmazonSQS.GetQueueAttributes', 'AmazonSQS.GetQueueAttributes']);
});

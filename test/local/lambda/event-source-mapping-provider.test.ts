import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEventSourceMappings,
  createFunctions,
  type Functions,
} from '../../../lib/local/lambda/index.ts';

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
  ])('is refused by the name of what is wrong with it: %s', async (name, properties) => {
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

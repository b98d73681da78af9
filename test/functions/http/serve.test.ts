import { expect, it } from 'vitest';
import { createCounters, createLogger, tableClient } from '#aws';
import { serve } from '#http';

const client = tableClient();
const unused = () => Promise.reject(new Error('not used in this test'));

it.each([
  ['without an edge', undefined],
  ['behind an edge', 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:origin'],
])('a function %s starts', (_, originSecret) => {
  const start = () =>
    serve(
      'ops',
      {
        config: unused,
        health: unused,
        healthOfService: unused,
        metrics: unused,
        openApi: unused,
        startRewrap: { create: unused, find: unused },
        getRewrap: unused,
      },
      {
        logger: createLogger('ops'),
        counters: createCounters(
          { client, name: 'metrics' },
          () => new Date(),
          () => undefined,
        ),
        checkHealth: unused,
        now: () => new Date(),
        admit: unused,
        originSecret,
      },
    );
  expect(start).not.toThrow();
});

import { expect, it } from 'vitest';
import { createCounters, createLogger, tableClient } from '#aws';
import { serve } from '#http';

const client = tableClient();
const nobodyAsks = () => Promise.reject(new Error('nobody asks'));

it.each([
  ['without a site in front of it', undefined],
  ['behind a site', 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:origin'],
])('a function %s starts', (_, originSecret) => {
  const start = () =>
    serve(
      'ops',
      {
        config: nobodyAsks,
        health: nobodyAsks,
        healthOfService: nobodyAsks,
        metrics: nobodyAsks,
        openApi: nobodyAsks,
        startRewrap: { create: nobodyAsks, find: nobodyAsks },
        getRewrap: nobodyAsks,
      },
      {
        logger: createLogger('ops'),
        counters: createCounters(
          { client, name: 'metrics' },
          () => new Date(),
          () => undefined,
        ),
        checkHealth: nobodyAsks,
        now: () => new Date(),
        admit: nobodyAsks,
        originSecret,
      },
    );
  expect(start).not.toThrow();
});

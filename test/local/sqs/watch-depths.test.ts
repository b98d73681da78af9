import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultAttributes } from '../../../lib/local/sqs/queue.ts';
import { type Depth, watchDepths } from '../../../lib/local/sqs/watch-depths.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a queue is told of when it gets work and when it has none left, not in between', () => {
  let count = { visible: 0, inFlight: 0, delayed: 0 };
  const told: Depth[] = [];
  const queue = { name: 'work', arn: 'arn', created: 0, modified: 0, attributes: defaultAttributes };
  const stop = watchDepths({ list: () => [queue], count: () => count }, (depth) => told.push(depth));
  const after = (next: typeof count) => {
    count = next;
    vi.advanceTimersByTime(1000);
  };
  after({ visible: 0, inFlight: 0, delayed: 0 });
  after({ visible: 3, inFlight: 0, delayed: 0 });
  after({ visible: 1, inFlight: 2, delayed: 0 });
  after({ visible: 0, inFlight: 0, delayed: 0 });
  stop();
  after({ visible: 1, inFlight: 0, delayed: 0 });
  expect(told).toEqual([
    { queueName: 'work', waiting: 3, inFlight: 0 },
    { queueName: 'work', waiting: 0, inFlight: 0 },
  ]);
});

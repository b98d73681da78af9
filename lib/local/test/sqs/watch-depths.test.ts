import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultAttributes } from '../../sqs/model/queue.ts';
import { type Depth, watchDepths } from '../../sqs/model/watch-depths.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const queue = { name: 'work', arn: 'arn', created: 0, modified: 0, attributes: defaultAttributes };

it('a queue is reported when it becomes busy and when it becomes idle', () => {
  let count = { visible: 0, inFlight: 0, delayed: 0 };
  const told: Depth[] = [];
  const stop = watchDepths(
    { list: () => [queue], count: () => count },
    (depth) => told.push(depth),
    (error) => expect(error).toBeUndefined(),
  );
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

it('an error while counting is reported, and counting goes on', () => {
  const full = new Error('database or disk is full');
  const told: Depth[] = [];
  const reported: unknown[] = [];
  let looks = 0;
  const count = () => {
    looks += 1;
    if (looks < 3) throw full;
    return { visible: 1, inFlight: 0, delayed: 0 };
  };
  const stop = watchDepths(
    { list: () => [queue], count },
    (depth) => told.push(depth),
    (error) => reported.push(error),
  );
  vi.advanceTimersByTime(3000);
  stop();
  expect(reported).toEqual([full, full]);
  expect(told).toEqual([{ queueName: 'work', waiting: 1, inFlight: 0 }]);
});

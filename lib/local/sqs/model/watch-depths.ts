import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const INTERVAL = 1000;

/** The number of messages in a queue. */
export interface Depth {
  readonly queueName: string;
  readonly waiting: number;
  readonly inFlight: number;
}

/**
 * Reports when a queue becomes busy or idle. It looks once a second.
 *
 * @param report - receives errors, for example of a full disk; the next look is a second later
 * @returns stops watching
 */
export function watchDepths(
  queues: Pick<Queues, 'list' | 'count'>,
  onChange: (depth: Depth) => void,
  report: (error: unknown) => void,
): () => void {
  const busy = new Set<string>();
  const look = (queue: Queue): void => {
    const { visible, inFlight } = queues.count(queue);
    const isBusy = visible + inFlight > 0;
    if (isBusy === busy.has(queue.name)) return;
    if (isBusy) busy.add(queue.name);
    else busy.delete(queue.name);
    onChange({ queueName: queue.name, waiting: visible, inFlight });
  };
  const timer = setInterval(() => {
    try {
      queues.list().forEach(look);
    } catch (error) {
      report(error);
    }
  }, INTERVAL);
  return () => clearInterval(timer);
}

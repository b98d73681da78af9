import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const INTERVAL = 1000;

/** How many messages a queue holds. */
export interface Depth {
  readonly queueName: string;
  readonly waiting: number;
  readonly inFlight: number;
}

/**
 * Tells when a queue that was idle has work, or the other way round. What is done within a second goes unnoticed.
 *
 * @param report - hears why it could not look (a full disk, say); it looks again a second later
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

/** Lets receivers wait for messages of a queue. */
export interface Doorbell {
  /** Wakes all receivers of the queue. */
  ring(queue: string): void;
  /** Resolves at the next ring, after the given time, when the signal aborts, or after `takeDown`. */
  wait(queue: string, milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Wakes all receivers. Later waits return at once. */
  takeDown(): void;
  readonly isDown: boolean;
}

export function createDoorbell(): Doorbell {
  const waiting = new Map<string, Set<() => void>>();
  let down = false;
  const ring = (queue: string) => {
    for (const wake of [...(waiting.get(queue) ?? [])]) wake();
  };
  return {
    ring,
    get isDown() {
      return down;
    },
    wait(queue, milliseconds, signal) {
      if (down || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const sleepers = waiting.get(queue) ?? new Set();
      waiting.set(queue, sleepers.add(wake));
      signal.addEventListener('abort', wake);
      const timer = setTimeout(wake, milliseconds);
      return promise.finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        sleepers.delete(wake);
      });
    },
    takeDown() {
      down = true;
      for (const queue of waiting.keys()) ring(queue);
    },
  };
}

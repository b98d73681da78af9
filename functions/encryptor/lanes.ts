import type { Control } from './control.ts';

/**
 * Works through items in order, several at a time. Each lane has memory of its own, which it uses again and again.
 *
 * @param control - asked before every item
 * @param work - gets a signal that is aborted when another item fails, or nobody wants the work any more
 * @throws what the first item that failed has thrown, once no lane is at work any more
 */
export async function inLanes<T, M>(
  items: readonly T[],
  lanes: number,
  createMemory: () => M,
  control: Control,
  work: (item: T, memory: M, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const stop = new AbortController();
  const signal = AbortSignal.any([control.signal, stop.signal]);
  const lane = async () => {
    const memory = createMemory();
    for (const item of queue) {
      if (stop.signal.aborted) return;
      try {
        control.check();
        await work(item, memory, signal);
      } catch (error) {
        stop.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  // The first reason stays; whatever others fail with because of it is no news.
  stop.signal.throwIfAborted();
}

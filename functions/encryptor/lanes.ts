/**
 * Works through items in order, several at a time. Each lane has memory of its own, which it uses again and again.
 *
 * @param signal - ends the work before the next item
 * @throws what the first item that failed has thrown, once no lane is at work any more
 */
export async function inLanes<T, M>(
  items: readonly T[],
  lanes: number,
  createMemory: () => M,
  signal: AbortSignal,
  work: (item: T, memory: M) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    const memory = createMemory();
    for (let index = next++; index < items.length; index = next++) {
      if (failed) return;
      signal.throwIfAborted();
      try {
        await work(items[index] as T, memory);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

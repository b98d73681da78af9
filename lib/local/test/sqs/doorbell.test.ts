import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createDoorbell } from '../../sqs/model/doorbell.ts';

it.each<[string, (bell: ReturnType<typeof createDoorbell>, stop: AbortController) => void, number]>([
  ['the bell rings', (bell) => bell.ring('work'), 60_000],
  ['the bell is taken down', (bell) => bell.takeDown(), 60_000],
  ['he hangs up', (_, stop) => stop.abort(), 60_000],
  ['his time is over', () => undefined, 1],
])('who waits is woken when %s, and leaves nothing behind', async (_, wake, milliseconds) => {
  const bell = createDoorbell();
  const stop = new AbortController();
  const waiting = bell.wait('work', milliseconds, stop.signal);
  wake(bell, stop);
  await waiting;
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createDoorbell } from '../../sqs/model/doorbell.ts';

it.each<[string, (bell: ReturnType<typeof createDoorbell>, stop: AbortController) => void, number]>([
  ['the bell rings', (bell) => bell.ring('work'), 60_000],
  ['the bell is taken down', (bell) => bell.takeDown(), 60_000],
  ['it hangs up', (_, stop) => stop.abort(), 60_000],
  ['its time has passed', () => undefined, 1],
])('a waiting receiver is woken when %s', async (_, wake, milliseconds) => {
  const bell = createDoorbell();
  const stop = new AbortController();
  const waiting = bell.wait('work', milliseconds, stop.signal);
  wake(bell, stop);
  await waiting;
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

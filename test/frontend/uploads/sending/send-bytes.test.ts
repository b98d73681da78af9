import { expect, it } from 'vitest';
import { type PutAnswer, sendBytes } from '../../../../frontend/uploads/sending/send-bytes.ts';

/** A storage that gives one answer after another, and what the sender did. */
function storage(statuses: readonly number[], online = true) {
  const pauses: number[] = [];
  const left = [...statuses];
  const stop = new AbortController();
  const shipment = {
    url: 'https://storage.example',
    headers: {},
    body: new Blob(['x']),
    signal: stop.signal,
    onBytes: () => undefined,
  };
  const send = () =>
    sendBytes(shipment, {
      put: async (): Promise<PutAnswer> => ({ status: left.shift() ?? 0, etag: '"e"' }),
      pause: async (milliseconds) => void pauses.push(milliseconds),
      isOnline: () => online,
    });
  return { send, pauses, left, stop };
}

it('returns the ETag', async () => {
  expect(await storage([200]).send()).toBe('"e"');
});

it.each([0, 409, 429, 500, 503])('tries again after %i, with longer and longer pauses', async (status) => {
  const { send, pauses } = storage([status, status, status, 200]);
  expect(await send()).toBe('"e"');
  expect(pauses).toEqual([300, 600, 1200]);
});

it('gives up after four attempts', async () => {
  const { send, left } = storage([503, 503, 503, 503, 200]);
  await expect(send()).rejects.toMatchObject({ name: 'StorageError', status: 503 });
  expect(left).toEqual([200]);
});

it.each([403, 404, 412])('does not repeat what was refused with %i', async (status) => {
  const { send, pauses } = storage([status]);
  await expect(send()).rejects.toMatchObject({ status });
  expect(pauses).toEqual([]);
});

it('does not try again while the browser is offline', async () => {
  await expect(storage([0, 200], false).send()).rejects.toMatchObject({ status: 0 });
});

it('stops between two attempts when it is aborted', async () => {
  const { send, stop, left } = storage([503, 200]);
  stop.abort();
  await expect(send()).rejects.toMatchObject({ name: 'AbortError' });
  expect(left).toEqual([200]);
});

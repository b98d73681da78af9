import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createJournal } from '../../s3/events/journal.ts';
import { openStore } from '../../s3/storage/store.ts';

it('an event that its queue does not take any more while all of it ends is kept, without a word', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  const store = openStore(folder, () => 'id');
  const sent = Promise.withResolvers<void>();
  const told: unknown[] = [];
  const journal = createJournal(
    store,
    () => sent.promise,
    (_, reason) => told.push(reason),
  );
  store.transaction(() => journal.add('arrivals', 'late'));
  journal.open();
  const closed = journal.close();
  sent.reject(new Error('the queues have ended'));
  await closed;
  expect(told).toEqual([]);
  expect(store.database.prepare('SELECT body FROM events').all()).toMatchObject([{ body: 'late' }]);
  await store.close();
  await rm(folder, { recursive: true });
});

it('events that cannot be read for a while end nothing, and are delivered later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  const store = openStore(folder, () => 'id');
  const taken: string[] = [];
  const told: unknown[] = [];
  const journal = createJournal(
    store,
    async (_, body) => {
      if (told.length === 0) throw new Error('not yet');
      taken.push(body);
    },
    (queue, reason) => {
      told.push([queue, reason]);
      store.database.exec('ALTER TABLE events RENAME TO unreadable');
    },
  );
  store.transaction(() => journal.add('arrivals', 'first'));
  journal.open();
  await expect.poll(() => told).toEqual([['arrivals', new Error('not yet')]]);
  // Time for a second try, which finds no table.
  await sleep(200);
  expect(taken).toEqual([]);
  store.database.exec('ALTER TABLE unreadable RENAME TO events');
  await expect.poll(() => taken).toEqual(['first']);
  store.transaction(() => journal.add('arrivals', 'second'));
  journal.deliver();
  await expect.poll(() => taken).toEqual(['first', 'second']);
  await journal.close();
  await store.close();
  await rm(folder, { recursive: true });
});

import { z } from 'zod';
import { pause } from '../../kit/pause.ts';
import type { Store } from '../storage/store.ts';

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;

/** Sends a message to a queue. Resolves when the queue has it. */
export type Notify = (queueArn: string, body: string) => Promise<void>;

/** Receives the reason of a failed delivery, once until a delivery succeeds. */
export type OnRefusal = (queueArn: string, reason: unknown) => void;

/** Messages to queues, stored until delivered: at least once, in order within a queue. */
export interface Journal {
  /** Adds a message. Call it inside the transaction of the change that it reports. */
  add(queueArn: string, body: string): void;
  /** Starts to deliver, beginning with the messages of the last process. Until then messages are only stored. */
  open(): void;
  /** Delivers the messages that are not in delivery yet. Call it after a commit. */
  deliver(): void;
  /** Resolves when every delivery in progress has ended. Undelivered messages stay for the next start. */
  close(): Promise<void>;
}

const messageSchema = z.object({ id: z.number(), body: z.string() });
const queueSchema = z.object({ queue: z.string() });

export function createJournal(store: Store, notify: Notify, onRefusal: OnRefusal): Journal {
  const { database } = store;
  const statements = {
    add: database.prepare('INSERT INTO events (queue, body) VALUES (?, ?)'),
    queues: database.prepare('SELECT DISTINCT queue FROM events'),
    next: database.prepare('SELECT id, body FROM events WHERE queue = ? ORDER BY id LIMIT 1'),
    remove: database.prepare('DELETE FROM events WHERE id = ?'),
  };
  const closing = new AbortController();
  const busy = new Map<string, Promise<void>>();
  let isOpen = false;

  /** Never rejects: a failed delivery is retried. */
  async function drain(queue: string): Promise<void> {
    let delay = FIRST_DELAY;
    while (!closing.signal.aborted) {
      try {
        const row = statements.next.get(queue);
        if (row === undefined) {
          // In the same tick as the read: a message that is added later starts another delivery.
          busy.delete(queue);
          return;
        }
        const { id, body } = messageSchema.parse(row);
        await notify(queue, body);
        statements.remove.run(id);
        delay = FIRST_DELAY;
      } catch (error) {
        // The queues may close first. The next start delivers then.
        if (closing.signal.aborted) return;
        if (delay === FIRST_DELAY) onRefusal(queue, error);
        await pause(delay, closing.signal);
        delay = Math.min(delay * 2, LONGEST_DELAY);
      }
    }
  }

  function deliver(): void {
    if (!isOpen || closing.signal.aborted) return;
    for (const row of statements.queues.all()) {
      const { queue } = queueSchema.parse(row);
      if (!busy.has(queue)) busy.set(queue, drain(queue));
    }
  }

  return {
    add: (queueArn, body) => {
      statements.add.run(queueArn, body);
    },
    open: () => {
      isOpen = true;
      deliver();
    },
    deliver,
    close: async () => {
      closing.abort();
      await Promise.all(busy.values());
    },
  };
}

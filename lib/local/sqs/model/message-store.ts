import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { DeadLetters } from './dead-letters.ts';
import { messageAttributes, type NewMessage } from './message.ts';
import type { Queue } from './queue.ts';
import { transact } from './queue-database.ts';

const row = z
  .object({
    sequence: z.number(),
    message_id: z.string(),
    body: z.string(),
    attributes: z.string().transform((text) => messageAttributes.parse(JSON.parse(text))),
    trace_header: z.string().nullable(),
    group_id: z.string().nullable(),
    sender_id: z.string(),
    sent_at: z.number(),
    receive_count: z.number(),
    first_received_at: z.number().nullable(),
    receipt: z.string(),
    dead_letter_source: z.string().nullable(),
  })
  .transform((message) => ({ ...message, receiptHandle: `${message.sequence}.${message.receipt}` }));

/** A received message. */
export type ReceivedMessage = z.output<typeof row>;

/** The state of a receipt handle's message. */
export type Handled = 'done' | 'gone' | 'not-in-flight';

const count = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });

/** The messages of all queues. Every function is one transaction; times are milliseconds since the epoch. */
export interface MessageStore {
  /** Adds all messages or none. They are on disk when it returns. */
  add(queue: Queue, messages: readonly NewMessage[]): readonly string[];
  /**
   * Receives visible messages for the given time. Messages received too often go to the dead-letter queue, if there is one.
   */
  take(
    queue: Queue,
    most: number,
    visibilitySeconds: number,
    deadLetters: DeadLetters | undefined,
  ): { received: ReceivedMessage[]; deadLettered: boolean };
  remove(queue: Queue, receiptHandle: string): void;
  changeVisibility(queue: Queue, receiptHandle: string, seconds: number): Handled;
  count(queue: Queue): z.output<typeof count>;
  /** When the next message becomes visible; undefined without one. */
  nextVisibleAt(queue: Queue): number | undefined;
  purge(queue: Queue): void;
  /** Makes all messages in flight visible. Their receipt handles stay valid until they are received again. */
  releaseAll(): void;
  /** Moves up to `most` messages to their source queues or to the target. Returns the receiving queues. */
  move(queue: Queue, target: string | undefined, most: number): readonly string[];
}

export function createMessageStore(database: DatabaseSync, now: () => number): MessageStore {
  const insert = database.prepare(
    `INSERT INTO messages (queue, message_id, body, attributes, trace_header, group_id, sender_id, sent_at, visible_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // Fair queues: groups with fewer messages in flight come first, so that a noisy one cannot starve the others.
  const select = database.prepare(
    `SELECT sequence, receive_count FROM messages m
     LEFT JOIN (
       SELECT group_id AS busy_group, COUNT(*) AS busy FROM messages
       WHERE queue = :queue AND visible_at > :now AND receive_count > 0 AND group_id IS NOT NULL GROUP BY group_id
     ) ON busy_group = m.group_id
     WHERE queue = :queue AND visible_at <= :now ORDER BY COALESCE(busy, 0), sequence LIMIT :most`,
  );
  const receive = database.prepare(
    `UPDATE messages SET visible_at = ?, receipt = ?, receive_count = receive_count + 1,
       first_received_at = COALESCE(first_received_at, ?) WHERE sequence = ? RETURNING *`,
  );
  const bury = database.prepare(
    `UPDATE messages SET queue = ?, dead_letter_source = ?, visible_at = ?, receive_count = 0, receipt = NULL,
       first_received_at = NULL WHERE sequence = ?`,
  );
  const expire = database.prepare('DELETE FROM messages WHERE queue = ? AND sent_at <= ?');
  const find = database.prepare(
    'SELECT visible_at FROM messages WHERE sequence = ? AND queue = ? AND receipt = ?',
  );
  const show = database.prepare('UPDATE messages SET visible_at = ? WHERE sequence = ?');
  const erase = database.prepare('DELETE FROM messages WHERE sequence = ? AND queue = ? AND receipt = ?');
  const counts = database.prepare(
    `SELECT COALESCE(SUM(visible_at <= :now), 0) AS visible,
       COALESCE(SUM(visible_at > :now AND receive_count > 0), 0) AS inFlight,
       COALESCE(SUM(visible_at > :now AND receive_count = 0), 0) AS delayed FROM messages WHERE queue = :queue`,
  );
  const next = database.prepare('SELECT MIN(visible_at) AS at FROM messages WHERE queue = ?');
  const clear = database.prepare('DELETE FROM messages WHERE queue = ?');
  const movable = database.prepare(
    `UPDATE messages SET queue = COALESCE(:target, dead_letter_source), message_id = :id, sent_at = :now,
       visible_at = :now, receive_count = 0, receipt = NULL, first_received_at = NULL, dead_letter_source = NULL
     WHERE sequence = (SELECT sequence FROM messages WHERE queue = :queue AND visible_at <= :now
       AND COALESCE(:target, dead_letter_source) IS NOT NULL ORDER BY sequence LIMIT 1) RETURNING queue`,
  );
  const release = database.prepare(
    'UPDATE messages SET visible_at = :now WHERE visible_at > :now AND receive_count > 0',
  );
  const dropExpired = (queue: Queue) => {
    expire.run(queue.name, now() - Number(queue.attributes.MessageRetentionPeriod) * 1000);
  };
  return {
    add: (queue, messages) =>
      transact(database, () =>
        messages.map((message) => {
          const id = randomUUID();
          const delay = message.delaySeconds ?? Number(queue.attributes.DelaySeconds);
          const { body, attributes, traceHeader, groupId, senderId } = message;
          const visibleAt = now() + delay * 1000;
          insert.run(
            queue.name,
            id,
            body,
            JSON.stringify(attributes),
            traceHeader ?? null,
            groupId ?? null,
            senderId,
            now(),
            visibleAt,
          );
          return id;
        }),
      ),
    take: (queue, most, visibilitySeconds, deadLetters) =>
      transact(database, () => {
        dropExpired(queue);
        const received: ReceivedMessage[] = [];
        let deadLettered = false;
        while (received.length < most) {
          const found = z
            .array(z.object({ sequence: z.number(), receive_count: z.number() }))
            .parse(select.all({ queue: queue.name, now: now(), most: most - received.length }));
          if (found.length === 0) break;
          for (const { sequence, receive_count } of found) {
            if (deadLetters && receive_count >= deadLetters.maxReceiveCount) {
              bury.run(deadLetters.queue.name, queue.name, now(), sequence);
              deadLettered = true;
            } else {
              const visibleAt = now() + visibilitySeconds * 1000;
              received.push(row.parse(receive.get(visibleAt, randomUUID(), now(), sequence)));
            }
          }
          // With a timeout of 0 the messages stay visible. Each is returned once per call.
          if (visibilitySeconds === 0) break;
        }
        return { received, deadLettered };
      }),
    remove(queue, receiptHandle) {
      const [sequence, receipt] = splitHandle(receiptHandle);
      erase.run(sequence, queue.name, receipt);
    },
    changeVisibility(queue, receiptHandle, seconds) {
      const [sequence, receipt] = splitHandle(receiptHandle);
      const found = find.get(sequence, queue.name, receipt);
      if (found === undefined) return 'gone';
      if (z.number().parse(found['visible_at']) <= now()) return 'not-in-flight';
      show.run(now() + seconds * 1000, sequence);
      return 'done';
    },
    count(queue) {
      dropExpired(queue);
      return count.parse(counts.get({ queue: queue.name, now: now() }));
    },
    nextVisibleAt: (queue) =>
      z.object({ at: z.number().nullable() }).parse(next.get(queue.name)).at ?? undefined,
    purge: (queue) => void clear.run(queue.name),
    releaseAll: () => void release.run({ now: now() }),
    move: (queue, target, most) =>
      transact(database, () => {
        const receivers: string[] = [];
        while (receivers.length < most) {
          const moved = movable.get({
            queue: queue.name,
            target: target ?? null,
            id: randomUUID(),
            now: now(),
          });
          if (moved === undefined) break;
          receivers.push(z.string().parse(moved['queue']));
        }
        return receivers;
      }),
  };
}

function splitHandle(receiptHandle: string): readonly [sequence: number, receipt: string] {
  const dot = receiptHandle.indexOf('.');
  return [Number(receiptHandle.slice(0, dot)), receiptHandle.slice(dot + 1)];
}

/** Whether a text has the format of a receipt handle. */
export function isReceiptHandle(text: string): boolean {
  return /^\d{1,15}\.[0-9a-f-]{36}$/.test(text);
}

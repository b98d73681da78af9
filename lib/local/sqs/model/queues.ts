import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AwsError } from '../../kit/service.ts';
import { checkDeadLetters, deadLettersOf } from './dead-letters.ts';
import { createDoorbell } from './doorbell.ts';
import { checkMessage, type NewMessage } from './message.ts';
import {
  createMessageStore,
  type Handled,
  type MessageStore,
  type ReceivedMessage,
} from './message-store.ts';
import { defaultAttributes, type Queue, type QueueAttributes, queueArn, queueName } from './queue.ts';
import { mergeAttributes, redriveOf } from './queue-attributes.ts';
import { openDatabase } from './queue-database.ts';

/** The parameters of a receive. */
interface ReceiveRequest {
  readonly most: number;
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  /** After an abort, nothing is received. */
  readonly signal: AbortSignal;
}

/** The queues of the local account, in one SQLite file. Messages survive a kill. */
export interface Queues {
  /**
   * Creates a queue or changes the settings of an existing one.
   *
   * @throws AwsError `InvalidAttributeValue`, `InvalidParameterValue` for an invalid dead-letter queue …
   */
  define(name: string, changes: Readonly<Record<string, string>>): Queue;
  /** @throws AwsError `QueueDoesNotExist` */
  get(name: string): Queue;
  /** Undefined also for a queue of another account or Region. */
  findByArn(arn: string): Queue | undefined;
  list(): readonly Queue[];
  /** The queues that use it as dead-letter queue. */
  sourcesOf(queue: Queue): readonly Queue[];
  send(queue: Queue, messages: readonly NewMessage[]): readonly string[];
  receive(queue: Queue, request: ReceiveRequest): Promise<readonly ReceivedMessage[]>;
  remove(queue: Queue, receiptHandle: string): void;
  changeVisibility(queue: Queue, receiptHandle: string, seconds: number): Handled;
  count(queue: Queue): ReturnType<MessageStore['count']>;
  /** @throws AwsError `PurgeQueueInProgress` within 60 seconds of another purge of the queue */
  purge(queue: Queue): void;
  /** Moves up to `most` visible messages out of a dead-letter queue. Returns their number. */
  move(source: Queue, target: Queue | undefined, most: number): number;
  /**
   * Sends a message of another service. It is on disk when it returns.
   *
   * @param arn - the queue's ARN
   * @throws AwsError `QueueDoesNotExist`
   */
  enqueue(arn: string, body: string): void;
  close(): void;
}

const queueRow = z.object({
  name: z.string(),
  attributes: z.string(),
  created: z.number(),
  modified: z.number(),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
const PURGE_SECONDS = 60;

/**
 * Opens the queues of a data folder. Messages that were in flight are visible again, because their receivers have ended.
 *
 * @param now - milliseconds since the epoch
 */
export function openQueues(folder: string, now: () => number): Queues {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(folder, 'queues.sqlite'));
  const store = createMessageStore(database, now);
  store.releaseAll();
  const bell = createDoorbell();
  const save = database.prepare(
    `INSERT INTO queues VALUES (:name, :attributes, :at, :at)
     ON CONFLICT (name) DO UPDATE SET attributes = excluded.attributes, modified = excluded.modified`,
  );
  const purged = new Map<string, number>();
  const queues = new Map(database.prepare('SELECT * FROM queues').all().map(fromRow));

  function get(name: string): Queue {
    return existing(queues.get(name));
  }

  function findByArn(arn: string): Queue | undefined {
    const queue = queues.get(queueName(arn));
    return queue?.arn === arn ? queue : undefined;
  }

  function send(queue: Queue, messages: readonly NewMessage[]): readonly string[] {
    for (const message of messages) checkMessage(message, Number(queue.attributes.MaximumMessageSize));
    const ids = store.add(queue, messages);
    bell.ring(queue.name);
    return ids;
  }

  function take(queue: Queue, { most, visibilitySeconds }: ReceiveRequest): readonly ReceivedMessage[] {
    const deadLetters = deadLettersOf(queue, findByArn);
    const { received, deadLettered } = store.take(queue, most, visibilitySeconds, deadLetters);
    if (deadLetters && deadLettered) bell.ring(deadLetters.queue.name);
    return received;
  }

  return {
    define(name, changes) {
      const known = queues.get(name);
      const attributes = mergeAttributes(known?.attributes ?? defaultAttributes, changes);
      const at = Math.floor(now() / 1000);
      const queue = { name, arn: queueArn(name), attributes, created: known?.created ?? at, modified: at };
      if (changes['RedrivePolicy'] !== undefined) checkDeadLetters(queue, findByArn);
      save.run({ name, attributes: JSON.stringify(attributes), at });
      queues.set(name, queue);
      return queue;
    },
    get,
    findByArn,
    list: () => [...queues.values()],
    sourcesOf: ({ arn }) =>
      [...queues.values()].filter(({ attributes }) => redriveOf(attributes)?.deadLetterTargetArn === arn),
    send,
    async receive(queue, request) {
      const deadline = now() + request.waitSeconds * 1000;
      while (!request.signal.aborted && !bell.isDown) {
        const received = take(queue, request);
        const left = deadline - now();
        if (received.length > 0 || left <= 0) return received;
        const next = store.nextVisibleAt(queue) ?? deadline;
        await bell.wait(queue.name, Math.max(1, Math.min(left, next - now())), request.signal);
      }
      return [];
    },
    remove: store.remove,
    changeVisibility(queue, receiptHandle, seconds) {
      const handled = store.changeVisibility(queue, receiptHandle, seconds);
      bell.ring(queue.name);
      return handled;
    },
    count: store.count,
    purge(queue) {
      const last = purged.get(queue.name);
      if (last !== undefined && now() < last + PURGE_SECONDS * 1000) {
        throw new AwsError(
          'PurgeQueueInProgress',
          400,
          `Only one PurgeQueue operation on ${queue.name} is allowed every ${PURGE_SECONDS} seconds.`,
        );
      }
      store.purge(queue);
      purged.set(queue.name, now());
    },
    move(source, target, most) {
      const receivers = store.move(source, target?.name, most);
      for (const receiver of new Set(receivers)) bell.ring(receiver);
      return receivers.length;
    },
    enqueue(arn, body) {
      send(existing(findByArn(arn)), [{ body, attributes: {}, senderId: 'AIDAEMBEDDEDCLOUD' }]);
    },
    close() {
      bell.takeDown();
      database.close();
    },
  };
}

function existing(queue: Queue | undefined): Queue {
  if (queue !== undefined) return queue;
  throw new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.');
}

function fromRow(raw: unknown): readonly [string, Queue] {
  const { name, attributes, created, modified } = queueRow.parse(raw);
  const settings: QueueAttributes = mergeAttributes(
    defaultAttributes,
    z.record(z.string(), z.string()).parse(JSON.parse(attributes)),
  );
  return [name, { name, arn: queueArn(name), attributes: settings, created, modified }];
}

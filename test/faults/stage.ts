import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { newId, StaleRecord } from '#aws';
import type { Mail, WorkItem } from '#contract';
import {
  createFile,
  type FileRecord,
  leaseTimes,
  objectKeys,
  readFile,
  readOperation,
  vaultKeys,
} from '#vault';
import type { EncryptorDependencies } from '../../functions/encryptor/dependencies.ts';
import { doJob } from '../../functions/encryptor/do-job.ts';
import { Busy } from '../../functions/encryptor/outcomes.ts';
import type { Job } from '../../functions/encryptor/read-message.ts';
import type { IdleVault } from '../services/idle-vault.ts';

/** A worker that dies at one of its calls: no call returns to it from then on. */
class Killed extends Error {}

/** When a worker dies. */
export interface Death {
  /** The number of the AWS call, counted from 1. */
  readonly call: number;
  /** Whether the worker dies before the call is carried out or after. */
  readonly moment: 'before' | 'after';
}

/**
 * A work queue and its workers on an idle vault, which can die at a given call. Use it to test every point of failure.
 */
export interface Stage {
  readonly owner: string;
  readonly mails: Mail[];
  /** Creates a file record and puts the content into `staging`. */
  stageFile(bytes: Buffer, name: string, contentType: string): Promise<FileRecord>;
  /** Puts a work item into the queue. */
  send(job: Job): void;
  /**
   * Works until the queue is empty. The worker of the first work item may die. Its item is then delivered again after
   * its lease has expired.
   *
   * @returns the number of AWS calls of the first worker
   */
  work(death?: Death): Promise<number>;
  file(id: string): Promise<FileRecord | undefined>;
  operation(id: string): ReturnType<typeof readOperation>;
  /** Keys of the owner's object versions and incomplete uploads in a bucket. */
  objects(bucket: 'staging' | 'vault' | 'outbox'): Promise<{ versions: string[]; uploads: string[] }>;
  /** SHA-256 of an object. */
  digestOf(bucket: 'outbox', key: string): Promise<string>;
  historyOf(file: string): Promise<string[]>;
}

/** The size of files that are spread and of their part ranges is small, so that tests need not move gigabytes. */
const MIB = 2 ** 20;

export function createStage(vault: IdleVault, spreading = { above: 64 * MIB, run: 16 * MIB }): Stage {
  const { s3, kms, table, buckets, logger } = vault;
  let clock = Date.now();
  const owner = newId(new Date(clock));
  const queue: Job[] = [];
  const mails: Mail[] = [];

  const dependenciesOf = (calls: CallCounter): EncryptorDependencies => ({
    table: { ...table, client: calls.watch(table.client) },
    keysTable: vault.keysTable,
    s3: calls.watch(s3),
    kms: calls.watch(kms),
    buckets,
    wrappingKey: vault.wrappingKey,
    leaseTimes: leaseTimes(60),
    outboxMinutes: 15,
    spreading,
    mostParts: 10_000,
    sendMail: (mail) => calls.count(async () => void mails.push(mail)),
    sendWork: (item: WorkItem) => calls.count(async () => void queue.push(item)),
    logger,
    now: () => new Date(clock),
  });
  const hold = { extend: async () => undefined, release: async () => undefined };

  async function handle(job: Job, death: Death | undefined): Promise<number> {
    const calls = countCalls(death);
    try {
      await doJob(
        { dependencies: dependenciesOf(calls), hold, timeLeft: () => 900_000, isLastTry: false },
        job,
      );
    } catch (error) {
      if (calls.isDead() || error instanceof Busy) {
        // The work item is delivered again after the lease has expired.
        clock += 61_000;
        queue.push(job);
      } else if (!(error instanceof StaleRecord)) throw error;
    }
    return calls.made();
  }

  return {
    owner,
    mails,
    async stageFile(bytes, name, contentType) {
      const now = new Date(clock);
      const id = newId(now);
      const record = await createFile(
        table,
        {
          id,
          owner,
          name,
          size: bytes.length,
          contentType,
          createdAt: now.toISOString(),
          upload: { kind: 'single' },
          signedUntil: now.toISOString(),
        },
        { at: now, address: '192.0.2.1' },
        { bytes: 2 ** 40, files: 1000 },
      );
      await s3.send(
        new PutObjectCommand({
          Bucket: buckets.staging,
          Key: objectKeys.staging(owner, id),
          Body: bytes,
        }),
      );
      return record;
    },
    send: (job) => void queue.push(job),
    async work(death) {
      let first: number | undefined;
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        const made = await handle(job, first === undefined ? death : undefined);
        first ??= made;
      }
      return first ?? 0;
    },
    file: (id) => readFile(table, owner, id),
    operation: (id) => readOperation(table, owner, id),
    async objects(bucket) {
      const Bucket = buckets[bucket];
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: owner }),
      );
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: owner }));
      return {
        versions: [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key),
        uploads: Uploads.map(({ Key = '' }) => Key),
      };
    },
    async digestOf(bucket, Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: buckets[bucket], Key }));
      const bytes = await Body?.transformToByteArray();
      return createHash('sha256')
        .update(bytes ?? '')
        .digest('hex');
    },
    async historyOf(file) {
      const types: string[] = [];
      for (let sequence = 1; ; sequence += 1) {
        const { Item } = await table.client.send(
          new GetCommand({ TableName: table.name, Key: vaultKeys.event(file, sequence) }),
        );
        if (Item === undefined) return types;
        types.push(String(Item['type']));
      }
    },
  };
}

interface CallCounter {
  /** A proxy of the client that counts its calls and fails them once the worker is dead. */
  watch<C extends { send(...args: never[]): unknown }>(client: C): C;
  count<T>(call: () => Promise<T>): Promise<T>;
  made(): number;
  isDead(): boolean;
}

function countCalls(death: Death | undefined): CallCounter {
  let made = 0;
  let dead = false;
  const count = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    made += 1;
    const isLast = made === death?.call;
    if (isLast && death.moment === 'before') {
      dead = true;
      throw new Killed();
    }
    const result = await call();
    if (isLast) dead = true;
    if (dead) throw new Killed();
    return result;
  };
  return {
    watch: (client) =>
      new Proxy(client, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property);
          if (typeof value !== 'function') return value;
          if (property !== 'send') return value.bind(target);
          return (...args: unknown[]) => count(() => Reflect.apply(value, target, args));
        },
      }),
    count,
    made: () => made,
    isDead: () => dead,
  };
}

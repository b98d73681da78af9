import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createS3, type S3 } from '../../s3/index.ts';
import { type OpenDoor, openDoor } from '../front-door/open-door.ts';

/** A message that S3 sent to a queue. */
export interface Message {
  readonly queue: string;
  readonly body: string;
}

/** The local S3 behind the front door, on a free port. */
export interface OpenS3 extends AsyncDisposable {
  readonly door: OpenDoor;
  readonly s3: S3;
  readonly folder: string;
  /** Signs as the administrator. */
  readonly client: S3Client;
  readonly messages: readonly Message[];
  clientWith(config: S3ClientConfig): S3Client;
  /** Makes a bucket as the template would. */
  bucket(name: string, properties?: Record<string, unknown>): Promise<void>;
  /** Names of the files that hold bodies. */
  files(): Promise<string[]>;
}

export interface OpenOptions {
  /** An existing folder, which is kept. By default, a temporary one is created and removed. */
  readonly folder?: string;
  readonly now?: () => number;
  /** The clock of the front door, where it is to be another one. */
  readonly doorNow?: () => number;
  readonly notify?: (queue: string, body: string) => Promise<void>;
  readonly onRefusal?: (queue: string, reason: unknown) => void;
  readonly report?: (error: unknown) => void;
}

export async function openS3(options: OpenOptions = {}): Promise<OpenS3> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 's3-')));
  const now = options.now ?? Date.now;
  const messages: Message[] = [];
  const s3 = createS3({
    folder: join(folder, 's3'),
    endpointHost: '127.0.0.1:4566',
    now,
    randomBytes,
    notify:
      options.notify ??
      (async (queue, body) => {
        messages.push({ queue, body });
      }),
    onRefusal: options.onRefusal ?? (() => undefined),
    report: options.report ?? (() => undefined),
  });
  s3.deliverEvents();
  const door = await openDoor(() => [s3.service], { folder, now: options.doorNow ?? now, unsignedS3: s3 });
  const clientWith = (config: S3ClientConfig) =>
    new S3Client({ ...door.client, forcePathStyle: true, ...config });
  const client = clientWith({});
  return {
    door,
    s3,
    folder,
    client,
    messages,
    clientWith,
    bucket: async (name, properties = {}) => {
      const [provider] = s3.providers;
      await provider?.provision({ logicalId: 'Bucket', physicalName: name, properties });
    },
    files: () => readdir(join(folder, 's3', 'blobs')),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await door[Symbol.asyncDispose]();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) {
      const metadata = '$metadata' in error ? error.$metadata : undefined;
      const status =
        typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
          ? Number(metadata.httpStatusCode)
          : undefined;
      return { name: error.name, status };
    }
  }
  throw new Error('the call was not refused');
}

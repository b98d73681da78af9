import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openS3 } from './open-s3.ts';

const SERVER = fileURLToPath(new URL('crash-server.ts', import.meta.url));
const settingsSchema = z.object({
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

it('after kill -9 every object is whole or absent, answered ones are there, and their events are delivered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crash-'));
  try {
    const server = spawn(process.execPath, [SERVER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(server, 'exit');
    const [line] = await once(server.stdout, 'data');
    const settings = settingsSchema.parse(JSON.parse(String(line)));
    const client = new S3Client({ ...settings, forcePathStyle: true, maxAttempts: 1 });
    const body = (name: string) => name.repeat(300_000);
    const answered = new Set<string>();
    const write = async (worker: number) => {
      for (let count = 0; ; count++) {
        const Key = `${worker}-${count}-`;
        await client.send(new PutObjectCommand({ Bucket: 'crash', Key, Body: body(Key) }));
        answered.add(Key);
        if (answered.size === 12) server.kill('SIGKILL');
      }
    };
    await Promise.allSettled([1, 2, 3, 4].map(write));
    await exited;
    client.destroy();

    await using cloud = await openS3({ folder });
    const { Contents = [] } = await cloud.client.send(new ListObjectsV2Command({ Bucket: 'crash' }));
    const keys = Contents.map(({ Key }) => Key ?? '');
    for (const key of answered) expect(keys).toContain(key);
    for (const Key of keys) {
      const read = await cloud.client.send(new GetObjectCommand({ Bucket: 'crash', Key }));
      expect((await read.Body?.transformToString()) === body(Key)).toBe(true);
    }
    expect(await readdir(join(folder, 's3', 'blobs'))).toHaveLength(keys.length);
    await expect.poll(() => cloud.messages.length).toBe(keys.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 30_000);

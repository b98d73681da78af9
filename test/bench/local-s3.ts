import { mkdtemp, open, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { startVault } from '../faults/vault-process.ts';
import { downloadLarge, peakMemory, uploadLarge } from '../setup/large-object.ts';
import { inspect } from '../setup/vault-inspector.ts';
import { type Contestant, interleave, type Measurement, speedRatio, throughput } from './measure.ts';

const MIB = 1024 * 1024;
const PART = 64 * MIB;
const PARTS = 32;
const BYTES = PARTS * PART;
const ROUNDS = { rounds: 3, warmUp: 0 };

/**
 * The S3 of `npm start` with an object of 2 GiB in parts of 64 MiB, compared with a file on the same disk; and the
 * memory that the process of the embedded cloud has then used.
 */
export async function measureLocalS3(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-s3-'));
  const agent = new Agent({ keepAlive: true });
  try {
    await using vault = await startVault();
    using inspector = inspect(vault.aws);
    const client = new S3Client({
      ...vault.aws,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const part = Buffer.alloc(PART, 'Encrypt5');
    // Uploads to this bucket send no events.
    const object = { Bucket: await inspector.bucketNamed('outbox'), Key: 'large', part, parts: PARTS };
    const file = join(folder, 'plain');
    const writing = { name: 'write 2 GiB: a plain file', run: () => writeParts(file, part) };
    const uploading = { name: 'write 2 GiB: embedded S3', run: () => uploadLarge(client, agent, object) };
    const written = await interleave([writing, uploading], ROUNDS);
    const reading = { name: 'read 2 GiB: a plain file', run: () => readWhole(file, part) };
    const downloading = { name: 'read 2 GiB: embedded S3', run: () => downloadLarge(client, agent, object) };
    const read = await interleave([reading, downloading], ROUNDS);
    client.destroy();
    const value = await peakMemory(vault.pid());
    return [
      ...rows(written, writing, uploading),
      ...rows(read, reading, downloading),
      ...(value === undefined ? [] : [{ name: 'peak memory: embedded cloud', value, unit: 'MiB' }]),
    ];
  } finally {
    agent.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

function rows(times: Parameters<typeof throughput>[0], plain: Contestant, ours: Contestant): Measurement[] {
  return [throughput(times, plain, BYTES), throughput(times, ours, BYTES), speedRatio(times, ours, plain)];
}

/** Flushes the file to disk, as the embedded S3 does before it answers. */
async function writeParts(path: string, part: Buffer): Promise<void> {
  await using file = await open(path, 'w');
  for (let count = 0; count < PARTS; count += 1) {
    await file.write(part);
    await file.datasync();
  }
}

async function readWhole(path: string, memory: Buffer): Promise<void> {
  await using file = await open(path, 'r');
  const piece = memory.subarray(0, 256 * 1024);
  while ((await file.read(piece, 0, piece.length)).bytesRead > 0);
}

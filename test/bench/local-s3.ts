import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { z } from 'zod';
import { type Contestant, interleave, type Measurement, speedRatio, throughput } from './measure.ts';

const MIB = 1024 * 1024;
const PART = 64 * MIB;
const PARTS = 32;
const BYTES = PARTS * PART;
/** Parts that are under way at once, as in a browser. */
const LANES = 3;
const ROUNDS = { rounds: 3, warmUp: 0 };
const OBJECT = { Bucket: 'bench', Key: 'large' };

const settings = z.looseObject({
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});

/**
 * The embedded S3 with an object of 2 GiB in parts of 64 MiB, against a plain file on the same disk; and how much memory
 * its process has taken by then.
 */
export async function measureLocalS3(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-s3-'));
  const script = fileURLToPath(new URL('./s3-server.ts', import.meta.url));
  const server = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  try {
    const [line] = await once(server.stdout, 'data');
    const client = new S3Client({
      ...settings.parse(JSON.parse(String(line))),
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    const part = Buffer.alloc(PART, 'Encrypt5');
    const file = join(folder, 'plain');
    const writing = { name: 'write 2 GiB: a plain file', run: () => writeParts(file, part) };
    const uploading = { name: 'write 2 GiB: embedded S3', run: () => upload(client, agent, part) };
    const written = await interleave([writing, uploading], ROUNDS);
    const reading = { name: 'read 2 GiB: a plain file', run: () => readWhole(file, part) };
    const downloading = { name: 'read 2 GiB: embedded S3', run: () => download(client, agent) };
    const read = await interleave([reading, downloading], ROUNDS);
    client.destroy();
    return [
      ...rows(written, writing, uploading),
      ...rows(read, reading, downloading),
      ...(await peakMemory(server)),
    ];
  } finally {
    agent.destroy();
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

function rows(times: Parameters<typeof throughput>[0], plain: Contestant, ours: Contestant): Measurement[] {
  return [throughput(times, plain, BYTES), throughput(times, ours, BYTES), speedRatio(times, ours, plain)];
}

async function upload(client: S3Client, agent: Agent, part: Buffer): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(OBJECT));
  const numbers = Array.from({ length: PARTS }, (_, index) => index + 1);
  const done: { PartNumber: number; ETag: string }[] = [];
  const lane = async (): Promise<void> => {
    for (let PartNumber = numbers.shift(); PartNumber !== undefined; PartNumber = numbers.shift()) {
      const command = new UploadPartCommand({ ...OBJECT, UploadId, PartNumber });
      const response = await exchange(await getSignedUrl(client, command), agent, part);
      done.push({ PartNumber, ETag: response.etag });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const Parts = done.toSorted((a, b) => a.PartNumber - b.PartNumber);
  await client.send(new CompleteMultipartUploadCommand({ ...OBJECT, UploadId, MultipartUpload: { Parts } }));
}

async function download(client: S3Client, agent: Agent): Promise<void> {
  const { length } = await exchange(await getSignedUrl(client, new GetObjectCommand(OBJECT)), agent);
  if (length !== BYTES) throw new Error(`${length} bytes came back`);
}

/** Sends a body if there is one, and counts what comes back. */
function exchange(url: string, agent: Agent, body?: Buffer): Promise<{ etag: string; length: number }> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-length': body.length } : {};
    const sent = request(url, { agent, method: body ? 'PUT' : 'GET', headers }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ etag: response.headers.etag ?? '', length });
        else reject(new Error(`S3 answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

/** On disk, as the embedded S3 has to have it before it answers. */
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

/** Nothing where the system does not tell. */
async function peakMemory({ pid }: ChildProcess): Promise<Measurement[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined) return [];
  return [{ name: 'peak memory: embedded S3', value: Number(kilobytes) / 1024, unit: 'MiB' }];
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
import { expect, it } from 'vitest';
import { readySchema } from './fixture/project.ts';

const MIB = 2 ** 20;
/** The process takes more than 80 MB by itself: it could not hold an object of four such parts. */
const PARTS = 4;

it.runIf(process.platform === 'linux')(
  'an object of 128 MiB goes through in less than 200 MB of memory',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'memory-'));
    const script = fileURLToPath(new URL('./fixture/serve-storage.ts', import.meta.url));
    const server = spawn(process.execPath, ['--max-semi-space-size=1', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(server, 'close');
    try {
      const [line] = await once(server.stdout, 'data');
      const { awsUrl, administrator, outputs } = readySchema.parse(JSON.parse(String(line)));
      const client = new S3Client({
        region: 'eu-west-1',
        endpoint: awsUrl,
        credentials: administrator,
        forcePathStyle: true,
        requestChecksumCalculation: 'WHEN_REQUIRED',
      });
      const object = { Bucket: String(outputs['Bucket']), Key: 'large' };
      const part = Buffer.alloc(32 * MIB, 'x');
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
      const Parts: { PartNumber: number; ETag: string }[] = [];
      for (let PartNumber = 1; PartNumber <= PARTS; PartNumber += 1) {
        const command = new UploadPartCommand({ ...object, UploadId, PartNumber });
        const response = await fetch(await getSignedUrl(client, command), { method: 'PUT', body: part });
        Parts.push({ PartNumber, ETag: response.headers.get('etag') ?? '' });
      }
      await client.send(
        new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }),
      );
      const response = await fetch(await getSignedUrl(client, new GetObjectCommand(object)));
      let length = 0;
      for await (const chunk of response.body ?? []) length += chunk.length;
      expect(length).toBe(PARTS * part.length);
      client.destroy();
      expect(await peakMebibytes(server.pid)).toBeLessThan(200e6 / MIB);
    } finally {
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  },
);

/** The largest resident set that a process ever had. */
async function peakMebibytes(pid: number | undefined): Promise<number> {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

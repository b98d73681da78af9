import { readFile } from 'node:fs/promises';
import { type Agent, request } from 'node:http';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** Parts that are sent at the same time, as in a browser. */
const LANES = 3;

/** An object that repeats one part. */
export interface LargeObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly part: Buffer;
  readonly parts: number;
}

/** Uploads the object in parts with signed URLs, as the page does. */
export async function uploadLarge(client: S3Client, agent: Agent, object: LargeObject): Promise<void> {
  const { Bucket, Key, part, parts } = object;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const numbers = Array.from({ length: parts }, (_, index) => index + 1);
  const done: { PartNumber: number; ETag: string }[] = [];
  const lane = async (): Promise<void> => {
    for (let PartNumber = numbers.shift(); PartNumber !== undefined; PartNumber = numbers.shift()) {
      const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber });
      const { etag } = await exchange(await getSignedUrl(client, command), agent, part);
      done.push({ PartNumber, ETag: etag });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const Parts = done.toSorted((a, b) => a.PartNumber - b.PartNumber);
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
}

/**
 * Downloads the object with a signed URL.
 *
 * @throws Error if bytes are missing
 */
export async function downloadLarge(client: S3Client, agent: Agent, object: LargeObject): Promise<void> {
  const { Bucket, Key, part, parts } = object;
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }));
  const { length } = await exchange(url, agent);
  if (length !== part.length * parts) throw new Error(`${length} bytes came back`);
}

/** The peak memory of a process in MiB; undefined on a system that does not report it. */
export async function peakMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** Sends the body, if there is one, and counts the bytes of the answer. */
function exchange(url: string, agent: Agent, body?: Buffer): Promise<{ etag: string; length: number }> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-length': body.length } : {};
    const sent = request(url, { agent, method: body ? 'PUT' : 'GET', headers }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ etag: response.headers.etag ?? '', length });
        else reject(new Error(`S3 answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}

import { createHash, randomUUID } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { output, refusal, settings } from './client.ts';
import { s3 } from './s3-client.ts';

const Bucket = output('PlainName');
const MIB = 2 ** 20;
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();

async function begin(Key: string): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  if (UploadId === undefined) throw new Error('the upload has no id');
  return UploadId;
}

async function sendPart(Key: string, UploadId: string, PartNumber: number, Body: Uint8Array) {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
}

interface SentPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
}
const complete = (Key: string, UploadId: string, Parts: SentPart[], IfNoneMatch?: string) =>
  s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, IfNoneMatch }),
  );

describe('an upload in parts', () => {
  it('is its parts in order, tagged by their MD5s', async () => {
    const key = randomUUID();
    const id = await begin(key);
    const [first, last] = [new Uint8Array(5 * MIB).fill(1), new Uint8Array(10).fill(2)];
    const second = await sendPart(key, id, 2, last);
    const parts = [await sendPart(key, id, 1, first), second];
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: key, UploadId: id }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MIB],
      [2, 10],
    ]);
    const { ETag } = await complete(key, id, parts);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(last)])).toString('hex')}-2"`);
    const seam = await s3.send(
      new GetObjectCommand({ Bucket, Key: key, Range: `bytes=${5 * MIB - 1}-${5 * MIB}` }),
    );
    expect(await seam.Body?.transformToByteArray()).toEqual(new Uint8Array([1, 2]));
  });

  it('is refused for a part below 5 MiB that is not the last', async () => {
    const key = randomUUID();
    const id = await begin(key);
    const parts = [
      await sendPart(key, id, 1, new Uint8Array(10)),
      await sendPart(key, id, 2, new Uint8Array(10)),
    ];
    expect(await refusal(complete(key, id, parts))).toEqual({ name: 'EntityTooSmall', status: 400 });
  });

  it('is refused for parts out of order', async () => {
    const key = randomUUID();
    const id = await begin(key);
    const one = await sendPart(key, id, 1, new Uint8Array(5 * MIB));
    const two = await sendPart(key, id, 2, new Uint8Array(1));
    expect(await refusal(complete(key, id, [two, one]))).toEqual({ name: 'InvalidPartOrder', status: 400 });
  });

  it('is refused for a missing or different part', async () => {
    const key = randomUUID();
    const id = await begin(key);
    const sent = await sendPart(key, id, 1, new Uint8Array(5 * MIB));
    const other = { PartNumber: 1, ETag: `"${'0'.repeat(32)}"` };
    expect((await refusal(complete(key, id, [other]))).name).toBe('InvalidPart');
    expect((await refusal(complete(key, id, [sent, { ...other, PartNumber: 2 }]))).name).toBe('InvalidPart');
  });

  it('with If-None-Match: * does not overwrite an object that was written meanwhile', async () => {
    const key = randomUUID();
    const id = await begin(key);
    const parts = [await sendPart(key, id, 1, new Uint8Array(1))];
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'meanwhile' }));
    expect(await refusal(complete(key, id, parts, '*'))).toEqual({ name: 'PreconditionFailed', status: 412 });
  });

  it('is NoSuchUpload after an abort, and not listed', async () => {
    const key = randomUUID();
    const id = await begin(key);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: id }));
    expect(await refusal(sendPart(key, id, 1, new Uint8Array(1)))).toEqual({
      name: 'NoSuchUpload',
      status: 404,
    });
    const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: key }));
    expect(Uploads).toBeUndefined();
  });

  it('has parts from 1 to 10000', async () => {
    const key = randomUUID();
    const id = await begin(key);
    expect(await refusal(sendPart(key, id, 10_001, new Uint8Array(1)))).toEqual({
      name: 'InvalidArgument',
      status: 400,
    });
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: id }));
  });
});

describe('a presigned URL', () => {
  const signPut = (Key: string, more: { IfNoneMatch?: string; ContentLength?: number } = {}) =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ContentType: 'text/plain', ...more }), {
      expiresIn: 60,
      signableHeaders: new Set(['content-type', 'content-length', 'if-none-match', 'host']),
      unhoistableHeaders: new Set(['if-none-match']),
    });

  it('accepts the request that it was signed for', async () => {
    const key = randomUUID();
    const response = await fetch(await signPut(key), {
      method: 'PUT',
      headers: { 'content-type': 'text/plain' },
      body: 'body',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(`"${md5(Buffer.from('body')).toString('hex')}"`);
  });

  it('refuses another type than the signed one', async () => {
    const response = await fetch(await signPut(randomUUID()), {
      method: 'PUT',
      headers: { 'content-type': 'text/html' },
      body: 'body',
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('SignatureDoesNotMatch');
  });

  it('refuses another key than the signed one', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed' }));
    const response = await fetch(url.replace('/signed?', '/other?'));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('SignatureDoesNotMatch');
  });

  it('expires in time', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'x' }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 120_000),
    });
    const response = await fetch(url);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Request has expired');
  });

  it('can be used by a page of an allowed origin', async () => {
    const asked = (origin: string) =>
      fetch(new URL(`/${Bucket}/x`, settings.endpoint), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type',
        },
      });
    const allowed = await asked('https://vault.example');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://vault.example');
    expect(allowed.headers.get('access-control-max-age')).toBe('600');
    expect((await asked('https://evil.example')).status).toBe(403);
  });
});

const eventSchema = z.object({
  Records: z.array(
    z.object({
      eventSource: z.string(),
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({ key: z.string(), size: z.number(), eTag: z.string() }),
      }),
    }),
  ),
});

it('an arrival is reported to the queue, its key encoded as in a form', async () => {
  const sqs = new SQSClient(settings);
  const QueueUrl = output('ArrivalsUrl');
  const key = `${randomUUID()}/ä b+c`;
  await s3.send(new PutObjectCommand({ Bucket: output('ReportedName'), Key: key, Body: 'body' }));
  const records: z.infer<typeof eventSchema>['Records'] = [];
  while (records.length === 0) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      if (Body.includes('s3:TestEvent')) continue;
      records.push(...eventSchema.parse(JSON.parse(Body)).Records);
    }
  }
  expect(records).toEqual([
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: output('ReportedName') },
        object: {
          key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
          size: 4,
          eTag: md5(Buffer.from('body')).toString('hex'),
        },
      },
    },
  ]);
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { send } from '../front-door/open-door.ts';
import { openS3 } from './open-s3.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const Bucket = 'lasting';
const PART = 5 * 1024 * 1024;

it('objects, versions and unfinished uploads outlive a restart', async () => {
  const upload = { Bucket, Key: 'upload', UploadId: '' };
  let VersionId: string | undefined;
  {
    await using cloud = await openS3({ folder });
    await cloud.bucket(Bucket, { VersioningConfiguration: { Status: 'Enabled' } });
    const put = (Body: string) => cloud.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body }));
    VersionId = (await put('old')).VersionId;
    await put('new');
    const { Key } = upload;
    const created = await cloud.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    upload.UploadId = created.UploadId ?? '';
    await cloud.client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
  }
  await using cloud = await openS3({ folder });
  const text = async (more = {}) => {
    const { Body } = await cloud.client.send(new GetObjectCommand({ Bucket, Key: 'k', ...more }));
    return Body?.transformToString();
  };
  expect(await text()).toBe('new');
  expect(await text({ VersionId })).toBe('old');
  const { Parts } = await cloud.client.send(new ListPartsCommand(upload));
  const [part] = Parts ?? [];
  expect(part).toMatchObject({ PartNumber: 1, Size: 4 });
  const listed = { PartNumber: 1, ETag: part?.ETag, ChecksumCRC32: part?.ChecksumCRC32 };
  await cloud.client.send(
    new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [listed] } }),
  );
});

it('an upload that an earlier version began can be completed', async () => {
  const upload = { Bucket, Key: 'earlier', UploadId: '' };
  const bare = { requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
  let ETag: string | undefined;
  {
    await using cloud = await openS3({ folder });
    await cloud.bucket(Bucket);
    const client = cloud.clientWith(bare);
    upload.UploadId =
      (await client.send(new CreateMultipartUploadCommand({ Bucket, Key: upload.Key }))).UploadId ?? '';
    ({ ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' })));
  }
  const database = new DatabaseSync(join(folder, 's3', 's3.sqlite'));
  database.exec('ALTER TABLE parts DROP COLUMN declared');
  database.close();
  await using cloud = await openS3({ folder });
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await cloud.clientWith(bare).send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
  const { Body } = await cloud.client.send(new GetObjectCommand({ Bucket, Key: upload.Key }));
  expect(await Body?.transformToString()).toBe('part');
});

it('a folder that is in use cannot be opened a second time', async () => {
  await using cloud = await openS3({ folder });
  await expect(openS3({ folder })).rejects.toThrow('locked');
  expect(cloud.messages).toEqual([]);
});

it('a read continues although the object is deleted meanwhile', async () => {
  await using cloud = await openS3({ folder });
  await cloud.bucket(Bucket);
  const bodies = Array.from({ length: 4 }, () => randomBytes(PART));
  const upload = { Bucket, Key: 'slow' };
  const client = cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const place = { ...upload, UploadId, PartNumber: index + 1 };
    Parts.push({
      PartNumber: index + 1,
      ETag: (await client.send(new UploadPartCommand({ ...place, Body }))).ETag,
    });
  }
  await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));

  const url = await getSignedUrl(client, new GetObjectCommand(upload));
  const pieces: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  get(url, (response) => {
    response.once('readable', async () => {
      await client.send(new DeleteObjectCommand(upload));
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('end', resolve);
    });
  });
  await promise;
  expect(Buffer.concat(pieces).equals(Buffer.concat(bodies))).toBe(true);
  await expect.poll(() => cloud.files()).toEqual([]);
});

it('a reader who hangs up in the middle holds nothing back', async () => {
  await using cloud = await openS3({ folder });
  await cloud.bucket(Bucket);
  const object = { Bucket, Key: 'left' };
  await cloud.client.send(new PutObjectCommand({ ...object, Body: randomBytes(4 * PART) }));
  const { promise, resolve } = Promise.withResolvers<void>();
  get(await getSignedUrl(cloud.client, new GetObjectCommand(object)), (response) => {
    response.once('readable', () => response.destroy()).once('close', resolve);
  });
  await promise;
  await cloud.client.send(new DeleteObjectCommand(object));
  await expect.poll(() => cloud.files()).toEqual([]);
});

it('an error has S3’s form, and a request id that is in the header too', async () => {
  await using cloud = await openS3({ folder });
  await cloud.bucket(Bucket);
  const command = new GetObjectCommand({ Bucket, Key: 'a&b' });
  const { pathname, search } = new URL(await getSignedUrl(cloud.client, command));
  const answer = await send(cloud.door.endpoint, { path: pathname + search });
  expect(answer.status).toBe(404);
  expect(answer.headers['content-type']).toBe('application/xml');
  const id = answer.headers['x-amz-request-id'];
  expect(answer.body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key><Resource>/lasting/a%26b</Resource><RequestId>${id}</RequestId><HostId>${id}</HostId></Error>`,
  );
});

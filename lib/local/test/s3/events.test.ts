import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '../../kit/service.ts';
import { type Message, type OpenS3, openS3, refusal } from './open-s3.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:arrivals';
const notify = (Event: string, more = {}) => ({
  NotificationConfiguration: { QueueConfigurations: [{ Event, Queue: QUEUE, ...more }] },
});
const recordOf = (message: Message | undefined) => JSON.parse(message?.body ?? '{}').Records?.[0];

describe('a bucket that notifies a queue', () => {
  let cloud: OpenS3;
  beforeAll(async () => {
    cloud = await openS3();
    await cloud.bucket('plain', notify('s3:ObjectCreated:*'));
  });
  afterAll(() => cloud[Symbol.asyncDispose]());
  const next = async (count: number) => {
    await expect.poll(() => cloud.messages.length).toBe(count);
    return cloud.messages[count - 1];
  };

  it('first sends s3:TestEvent, once', async () => {
    const message = await next(1);
    expect(message?.queue).toBe(QUEUE);
    expect(JSON.parse(message?.body ?? '')).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      Bucket: 'plain',
      RequestId: expect.any(String),
      HostId: expect.any(String),
    });
    await cloud.bucket('plain', notify('s3:ObjectCreated:*'));
    expect(cloud.messages).toHaveLength(1);
  });

  it('reports a put in the shape that AWS documents', async () => {
    const { ETag } = await cloud.client.send(
      new PutObjectCommand({ Bucket: 'plain', Key: 'a folder/ü+1.txt', Body: 'hello' }),
    );
    expect(recordOf(await next(2))).toEqual({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: `AWS:${cloud.door.client.credentials.accessKeyId}` },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: expect.any(String),
        bucket: {
          name: 'plain',
          ownerIdentity: { principalId: expect.any(String) },
          arn: 'arn:aws:s3:::plain',
        },
        object: {
          key: 'a+folder/%C3%BC%2B1.txt',
          size: 5,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
      },
    });
  });

  it('reports copies and completed uploads by their own names, and no deletes', async () => {
    const Bucket = 'plain';
    await cloud.client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: 'x' }));
    await cloud.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'plain/source' }));
    const { UploadId } = await cloud.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'multi' }));
    const part = { Bucket, Key: 'multi', UploadId, PartNumber: 1 };
    const { ETag, ChecksumCRC32 } = await cloud.client.send(new UploadPartCommand({ ...part, Body: 'x' }));
    const Parts = [{ PartNumber: 1, ETag, ChecksumCRC32 }];
    const complete = { Bucket, Key: 'multi', UploadId, MultipartUpload: { Parts } };
    await cloud.client.send(new DeleteObjectCommand({ Bucket, Key: 'source' }));
    await cloud.client.send(new CompleteMultipartUploadCommand(complete));
    await next(5);
    const names = cloud.messages.slice(2).map((message) => recordOf(message).eventName);
    expect(names).toEqual([
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectCreated:CompleteMultipartUpload',
    ]);
    const sequencers = cloud.messages.slice(1).map((message) => recordOf(message).s3.object.sequencer);
    expect([...sequencers].sort()).toEqual(sequencers);
  });
});

it('removals of a bucket with versions tell markers and versions apart', async () => {
  await using cloud = await openS3();
  await cloud.bucket('versioned', {
    ...notify('s3:ObjectRemoved:*'),
    VersioningConfiguration: { Status: 'Enabled' },
  });
  const place = { Bucket: 'versioned', Key: 'k' };
  const { VersionId } = await cloud.client.send(new PutObjectCommand({ ...place, Body: 'x' }));
  const marker = await cloud.client.send(new DeleteObjectCommand(place));
  await cloud.client.send(new DeleteObjectCommand({ ...place, VersionId }));
  await cloud.client.send(new DeleteObjectCommand({ ...place, VersionId }));
  await expect.poll(() => cloud.messages.length).toBe(3);
  const [made, gone] = cloud.messages.slice(1).map(recordOf);
  expect([made.eventName, made.s3.object.versionId]).toEqual([
    'ObjectRemoved:DeleteMarkerCreated',
    marker.VersionId,
  ]);
  expect([gone.eventName, gone.s3.object.versionId]).toEqual(['ObjectRemoved:Delete', VersionId]);
  expect(gone.s3.object).not.toHaveProperty('size');
});

it('filters by prefix and suffix', async () => {
  await using cloud = await openS3();
  const Rules = [
    { Name: 'prefix', Value: 'in/' },
    { Name: 'Suffix', Value: '.pdf' },
  ];
  await cloud.bucket('filtered', notify('s3:ObjectCreated:Put', { Filter: { S3Key: { Rules } } }));
  for (const Key of ['in/a.txt', 'out/a.pdf', 'in/a.pdf']) {
    await cloud.client.send(new PutObjectCommand({ Bucket: 'filtered', Key, Body: 'x' }));
  }
  await expect.poll(() => cloud.messages.length).toBe(2);
  expect(recordOf(cloud.messages[1]).s3.object.key).toBe('in/a.pdf');
});

describe('a queue that refuses', () => {
  it('fails the deployment of a bucket that is to notify it, and the bucket stays as it was', async () => {
    let refuses = true;
    const taken: string[] = [];
    await using cloud = await openS3({
      notify: async (queue, body) => {
        if (refuses) throw new AwsError('AccessDenied', 403, 'not for you');
        taken.push(`${queue} ${JSON.parse(body).Event}`);
      },
    });
    const deploy = () => cloud.bucket('unheard', notify('s3:ObjectCreated:*'));
    await expect(deploy()).rejects.toThrow(
      `Unable to validate the following destination configurations: ${QUEUE} (AccessDenied: not for you)`,
    );
    const head = cloud.client.send(new HeadBucketCommand({ Bucket: 'unheard' }));
    expect((await refusal(head)).status).toBe(404);
    refuses = false;
    await deploy();
    expect(taken).toEqual([`${QUEUE} s3:TestEvent`]);
  });

  it('is told of once, and gets every event in order when it takes them again', async () => {
    const taken: string[] = [];
    const told: unknown[] = [];
    let refusals = 0;
    await using cloud = await openS3({
      notify: async (_queue, body) => {
        if (refusals-- > 0) throw new Error('no such queue any more');
        taken.push(JSON.parse(body).Records?.[0].s3.object.key ?? 'test');
      },
      onRefusal: (queue, reason) => told.push([queue, String(reason)]),
    });
    await cloud.bucket('retried', notify('s3:ObjectCreated:*'));
    refusals = 3;
    for (const Key of ['1', '2']) {
      await cloud.client.send(new PutObjectCommand({ Bucket: 'retried', Key, Body: 'x' }));
    }
    await expect.poll(() => taken).toEqual(['test', '1', '2']);
    expect(told).toEqual([[QUEUE, 'Error: no such queue any more']]);
  });

  it('gets the events after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 's3-'));
    try {
      let available = true;
      {
        await using first = await openS3({
          folder,
          notify: async () => {
            if (!available) throw new Error('no queue');
          },
        });
        await first.bucket('restarted', notify('s3:ObjectCreated:*'));
        available = false;
        await first.client.send(new PutObjectCommand({ Bucket: 'restarted', Key: 'kept', Body: 'x' }));
      }
      await using second = await openS3({ folder });
      await expect.poll(() => second.messages.length).toBe(1);
      expect(recordOf(second.messages[0]).s3.object.key).toBe('kept');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type OpenS3, openS3 } from './open-s3.ts';

const DAY = 86_400_000;
const NOON = Date.now() - (Date.now() % DAY) + DAY / 2;
let time: number;
let cloud: OpenS3;
beforeEach(async () => {
  time = NOON;
  // Rules see a clock of their own; signatures keep the real one.
  cloud = await openS3({ now: () => time, doorNow: Date.now });
});
afterEach(() => cloud[Symbol.asyncDispose]());

const rules = (...Rules: object[]) => ({
  LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', ...rule })) },
});
const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
const Bucket = 'aging';
const put = (Key: string, more = {}) =>
  cloud.client.send(new PutObjectCommand({ Bucket, Key, Body: 'body', ...more }));
const keys = async () => {
  const { Contents } = await cloud.client.send(new ListObjectsV2Command({ Bucket }));
  return (Contents ?? []).map(({ Key }) => Key);
};
const history = async () => {
  const listed = await cloud.client.send(new ListObjectVersionsCommand({ Bucket }));
  return { versions: listed.Versions?.length ?? 0, markers: listed.DeleteMarkers?.length ?? 0 };
};
const sweepAt = (at: number) => {
  time = at;
  cloud.s3.sweep();
};

it('objects expire at the midnight after their days', async () => {
  await cloud.bucket(Bucket, rules({ ExpirationInDays: 2 }));
  await put('k');
  sweepAt(NOON + 2 * DAY + DAY / 2 - 1);
  expect(await keys()).toEqual(['k']);
  sweepAt(NOON + 2 * DAY + DAY / 2);
  expect(await keys()).toEqual([]);
  await expect.poll(() => cloud.files()).toEqual([]);
});

it('a rule applies to its prefix and sizes only', async () => {
  await cloud.bucket(
    Bucket,
    rules({
      ExpirationInDays: 1,
      Prefix: 'tmp/',
      ObjectSizeGreaterThan: 3,
    }),
  );
  await put('tmp/goes');
  await put('tmp/small', { Body: 'xyz' });
  await put('other');
  sweepAt(NOON + 3 * DAY);
  expect(await keys()).toEqual(['other', 'tmp/small']);
});

it('a disabled rule does nothing', async () => {
  await cloud.bucket(Bucket, rules({ ExpirationInDays: 1, Status: 'Disabled' }));
  await put('k');
  sweepAt(NOON + 9 * DAY);
  expect(await keys()).toEqual(['k']);
});

it('old versions go after their days as such, but for the newest that are to stay', async () => {
  const NoncurrentVersionExpiration = { NoncurrentDays: 1, NewerNoncurrentVersions: 1 };
  await cloud.bucket(Bucket, { ...versioned, ...rules({ NoncurrentVersionExpiration }) });
  for (let count = 0; count < 4; count++) await put('k');
  sweepAt(NOON + DAY);
  expect(await history()).toEqual({ versions: 4, markers: 0 });
  sweepAt(NOON + 2 * DAY);
  expect(await history()).toEqual({ versions: 2, markers: 0 });
});

it('with versions, expiry leaves a marker, which goes once nothing is behind it', async () => {
  await cloud.bucket(Bucket, {
    ...versioned,
    ...rules({ ExpirationInDays: 1 }, { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
    NotificationConfiguration: {
      QueueConfigurations: [{ Event: 's3:LifecycleExpiration:*', Queue: 'arn:queue' }],
    },
  });
  await put('k');
  sweepAt(NOON + 2 * DAY);
  expect(await history()).toEqual({ versions: 1, markers: 1 });
  sweepAt(NOON + 4 * DAY);
  sweepAt(NOON + 6 * DAY);
  expect(await history()).toEqual({ versions: 0, markers: 0 });
  await expect.poll(() => cloud.messages.length).toBe(4);
  const names = cloud.messages.slice(1).map(({ body }) => JSON.parse(body).Records[0].eventName);
  expect(names).toEqual([
    'LifecycleExpiration:DeleteMarkerCreated',
    'LifecycleExpiration:Delete',
    'LifecycleExpiration:Delete',
  ]);
});

it('markers without versions are cleaned up where the rule says so', async () => {
  await cloud.bucket(Bucket, { ...versioned, ...rules({ ExpiredObjectDeleteMarker: true }) });
  await cloud.client.send(new DeleteObjectCommand({ Bucket, Key: 'alone' }));
  await put('kept');
  await cloud.client.send(new DeleteObjectCommand({ Bucket, Key: 'kept' }));
  sweepAt(NOON);
  expect(await history()).toEqual({ versions: 1, markers: 1 });
});

it('incomplete uploads are aborted', async () => {
  const AbortIncompleteMultipartUpload = { DaysAfterInitiation: 7 };
  await cloud.bucket(Bucket, rules({ AbortIncompleteMultipartUpload }));
  await cloud.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
  const uploads = async () =>
    (await cloud.client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;
  sweepAt(NOON + 7 * DAY);
  expect(await uploads()).toBe(1);
  sweepAt(NOON + 8 * DAY);
  expect(await uploads()).toBe(0);
});

it('the rules can be read back', async () => {
  await cloud.bucket(Bucket, rules({ Id: 'r', ExpirationInDays: 2, Prefix: 'a', ObjectSizeLessThan: 9 }));
  const read = await cloud.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(read.Rules).toMatchObject([
    {
      ID: 'r',
      Status: 'Enabled',
      Expiration: { Days: 2 },
      Filter: { And: { Prefix: 'a', ObjectSizeLessThan: 9 } },
    },
  ]);
});

it('rules are carried out every minute, and a time that fails ends nothing', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const reported: unknown[] = [];
    let fails = false;
    const now = () => {
      if (fails) throw new Error('database or disk is full');
      return time;
    };
    await using own = await openS3({ now, doorNow: Date.now, report: (error) => reported.push(error) });
    await own.bucket(Bucket, rules({ ExpirationInDays: 1 }));
    await own.client.send(new PutObjectCommand({ Bucket, Key: 'old', Body: 'body' }));
    time += 3 * DAY;
    fails = true;
    vi.advanceTimersByTime(60_000);
    expect(reported).toEqual([new Error('database or disk is full')]);
    fails = false;
    vi.advanceTimersByTime(60_000);
    const { KeyCount } = await own.client.send(new ListObjectsV2Command({ Bucket }));
    expect(KeyCount).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

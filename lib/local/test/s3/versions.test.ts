import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket('enabled', { VersioningConfiguration: { Status: 'Enabled' } });
  await cloud.bucket('never');
});
afterAll(() => cloud[Symbol.asyncDispose]());

const put = (Bucket: string, Key: string, Body: string) =>
  cloud.client.send(new PutObjectCommand({ Bucket, Key, Body }));
const remove = (Bucket: string, Key: string, more = {}) =>
  cloud.client.send(new DeleteObjectCommand({ Bucket, Key, ...more }));
const text = async (Bucket: string, Key: string, VersionId?: string) => {
  const { Body } = await cloud.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return Body?.transformToString();
};
const read = (Bucket: string, Key: string, VersionId?: string) =>
  refusal(cloud.client.send(new GetObjectCommand({ Bucket, Key, VersionId })));

describe('in a bucket with versions', () => {
  it('every write stays readable under its version id', async () => {
    const one = await put('enabled', 'kept', 'one');
    const two = await put('enabled', 'kept', 'two');
    expect(one.VersionId).not.toBe(two.VersionId);
    expect(await text('enabled', 'kept')).toBe('two');
    expect(await text('enabled', 'kept', one.VersionId)).toBe('one');
  });

  it('a delete hides the key behind a marker, and deleting the marker brings it back', async () => {
    const { VersionId } = await put('enabled', 'hidden', 'secret');
    const marker = await remove('enabled', 'hidden');
    expect(marker.DeleteMarker).toBe(true);
    expect(await read('enabled', 'hidden')).toEqual({ name: 'NoSuchKey', status: 404 });
    expect(await read('enabled', 'hidden', marker.VersionId)).toEqual({
      name: 'MethodNotAllowed',
      status: 405,
    });
    expect(await text('enabled', 'hidden', VersionId)).toBe('secret');
    const undone = await remove('enabled', 'hidden', { VersionId: marker.VersionId });
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect(await text('enabled', 'hidden')).toBe('secret');
  });

  it('deleting the latest version makes the one before the latest', async () => {
    await put('enabled', 'stack', 'one');
    const two = await put('enabled', 'stack', 'two');
    await remove('enabled', 'stack', { VersionId: two.VersionId });
    expect(await text('enabled', 'stack')).toBe('one');
    expect(await read('enabled', 'stack', two.VersionId)).toEqual({ name: 'NoSuchVersion', status: 404 });
  });

  it('a version that is gone counts as deleted, a malformed id does not', async () => {
    await remove('enabled', 'absent', { VersionId: 'a'.repeat(32) });
    expect((await refusal(remove('enabled', 'absent', { VersionId: 'malformed' }))).name).toBe(
      'InvalidArgument',
    );
  });

  it('many are deleted at once, each answered for itself', async () => {
    const { VersionId } = await put('enabled', 'many', 'x');
    const done = await cloud.client.send(
      new DeleteObjectsCommand({
        Bucket: 'enabled',
        Delete: {
          Objects: [{ Key: 'many', VersionId }, { Key: 'many' }, { Key: 'many', VersionId: 'malformed' }],
        },
      }),
    );
    expect(done.Deleted).toHaveLength(2);
    expect(done.Deleted?.[1]).toMatchObject({ Key: 'many', DeleteMarker: true });
    expect(done.Errors).toMatchObject([{ Key: 'many', Code: 'InvalidArgument' }]);
  });

  it('If-None-Match: * may write where a marker is the latest', async () => {
    const write = () =>
      cloud.client.send(
        new PutObjectCommand({ Bucket: 'enabled', Key: 'again', Body: 'x', IfNoneMatch: '*' }),
      );
    await write();
    expect((await refusal(write())).status).toBe(412);
    await remove('enabled', 'again');
    await write();
  });

  it('If-Match guards a delete', async () => {
    const { ETag } = await put('enabled', 'guarded', 'x');
    expect((await refusal(remove('enabled', 'guarded', { IfMatch: '"other"' }))).status).toBe(412);
    await remove('enabled', 'guarded', { IfMatch: ETag });
    expect((await read('enabled', 'guarded')).status).toBe(404);
  });
});

describe('in a bucket that never had versions', () => {
  it('nothing speaks of versions, and a delete is for good', async () => {
    const written = await put('never', 'plain', 'x');
    expect(written.VersionId).toBeUndefined();
    const removed = await remove('never', 'plain');
    expect([removed.DeleteMarker, removed.VersionId]).toEqual([undefined, undefined]);
    const listed = await cloud.client.send(new ListObjectVersionsCommand({ Bucket: 'never' }));
    expect(listed.Versions ?? listed.DeleteMarkers).toBeUndefined();
  });

  it('the version of an object is "null"', async () => {
    await put('never', 'null', 'x');
    expect(await text('never', 'null', 'null')).toBe('x');
  });
});

it('suspended versioning overwrites the null version only', async () => {
  await cloud.bucket('suspended');
  await put('suspended', 'key', 'before');
  await cloud.bucket('suspended', { VersioningConfiguration: { Status: 'Enabled' } });
  const kept = await put('suspended', 'key', 'kept');
  expect(await text('suspended', 'key', 'null')).toBe('before');
  await cloud.bucket('suspended', { VersioningConfiguration: { Status: 'Suspended' } });
  const status = await cloud.client.send(new GetBucketVersioningCommand({ Bucket: 'suspended' }));
  expect(status.Status).toBe('Suspended');

  expect((await put('suspended', 'key', 'after')).VersionId).toBe('null');
  expect(await text('suspended', 'key', 'null')).toBe('after');
  expect(await text('suspended', 'key', kept.VersionId)).toBe('kept');
  const marker = await remove('suspended', 'key');
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
  const head = cloud.client.send(
    new HeadObjectCommand({ Bucket: 'suspended', Key: 'key', VersionId: 'null' }),
  );
  expect((await refusal(head)).status).toBe(405);
  expect(await text('suspended', 'key', kept.VersionId)).toBe('kept');
});

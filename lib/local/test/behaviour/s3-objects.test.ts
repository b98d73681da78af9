import { createHash, randomUUID } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { output, refusal } from './client.ts';
import { s3 } from './s3-client.ts';

const Bucket = output('PlainName');
const Versioned = output('VersionedName');

const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const textOf = async (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await get(Key, more)).Body?.transformToString();

describe('an object', () => {
  it('comes back with its type, its metadata and the MD5 of its bytes', async () => {
    const key = randomUUID();
    await put(key, 'grüße', { ContentType: 'text/plain; charset=utf-8', Metadata: { file: 'id' } });
    const { Body, ContentType, ContentLength, ETag, Metadata } = await get(key);
    expect(await Body?.transformToString()).toBe('grüße');
    expect({ ContentType, ContentLength, ETag, Metadata }).toEqual({
      ContentType: 'text/plain; charset=utf-8',
      ContentLength: 7,
      ETag: `"${createHash('md5').update('grüße').digest('hex')}"`,
      Metadata: { file: 'id' },
    });
  });

  it.each(['a b+c&d=e', '../../x', 'ä/ö//ü', '%00', "'()*!~", '.', '🗝', 'a'.repeat(1024)])(
    'has any key: %s',
    async (name) => {
      await put(name, name);
      expect(await textOf(name)).toBe(name);
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: name }));
      expect(Contents?.map(({ Key }) => Key)).toContain(name);
      await s3.send(new DeleteObjectCommand({ Bucket, Key: name }));
    },
  );

  it('cannot have a key of more than 1024 bytes', async () => {
    expect(await refusal(put('ä'.repeat(513), 'x'))).toEqual({ name: 'KeyTooLongError', status: 400 });
  });

  it('is not stored if its MD5 is another one', async () => {
    const key = randomUUID();
    const ContentMD5 = createHash('md5').update('something else').digest('base64');
    expect(await refusal(put(key, 'body', { ContentMD5 }))).toEqual({ name: 'BadDigest', status: 400 });
    expect((await refusal(get(key))).name).toBe('NoSuchKey');
  });

  it('is not stored if its SHA-256 is another one', async () => {
    const key = randomUUID();
    const ChecksumSHA256 = createHash('sha256').update('something else').digest('base64');
    expect((await refusal(put(key, 'body', { ChecksumSHA256 }))).status).toBe(400);
    expect((await refusal(get(key))).name).toBe('NoSuchKey');
  });

  it('returns its checksum on request', async () => {
    const key = randomUUID();
    const ChecksumSHA256 = createHash('sha256').update('body').digest('base64');
    await put(key, 'body', { ChecksumSHA256 });
    expect(await get(key, { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumSHA256,
      ChecksumType: 'FULL_OBJECT',
    });
  });
});

describe('a read', () => {
  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('of %s is that range', async (Range, body, ContentRange) => {
    const key = randomUUID();
    await put(key, '0123456789');
    const part = await get(key, { Range });
    expect(await part.Body?.transformToString()).toBe(body);
    expect(part.ContentRange).toBe(ContentRange);
    expect(part.$metadata.httpStatusCode).toBe(206);
  });

  it('past the end is InvalidRange', async () => {
    const key = randomUUID();
    await put(key, '0123456789');
    expect(await refusal(get(key, { Range: 'bytes=10-' }))).toEqual({ name: 'InvalidRange', status: 416 });
  });

  it('checks the entity tag of its condition', async () => {
    const key = randomUUID();
    const { ETag } = await put(key, 'body');
    expect(await textOf(key, { IfMatch: ETag })).toBe('body');
    expect(await refusal(get(key, { IfMatch: '"other"' }))).toMatchObject({ status: 412 });
    expect(await refusal(get(key, { IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
  });

  it('may replace headers of the answer', async () => {
    const key = randomUUID();
    await put(key, 'body');
    const answer = await get(key, {
      ResponseContentDisposition: 'attachment; filename="x.pdf"',
      ResponseCacheControl: 'no-store',
    });
    expect(answer).toMatchObject({
      ContentDisposition: 'attachment; filename="x.pdf"',
      CacheControl: 'no-store',
    });
  });

  it('of a missing key is NoSuchKey, and of a missing bucket NoSuchBucket', async () => {
    expect(await refusal(get(randomUUID()))).toEqual({ name: 'NoSuchKey', status: 404 });
    expect(await refusal(get('x', { Bucket: `unknown-${randomUUID()}` }))).toEqual({
      name: 'NoSuchBucket',
      status: 404,
    });
  });
});

describe('a conditional write', () => {
  it('with If-None-Match: * never overwrites', async () => {
    const key = randomUUID();
    await put(key, 'first', { IfNoneMatch: '*' });
    expect(await refusal(put(key, 'second', { IfNoneMatch: '*' }))).toEqual({
      name: 'PreconditionFailed',
      status: 412,
    });
    expect(await textOf(key)).toBe('first');
  });

  it('with If-Match replaces only what it names', async () => {
    const key = randomUUID();
    const { ETag } = await put(key, 'first');
    await put(key, 'second', { IfMatch: ETag });
    expect((await refusal(put(key, 'third', { IfMatch: ETag }))).status).toBe(412);
    expect(await textOf(key)).toBe('second');
  });
});

describe('a listing', () => {
  it('is ordered by UTF-8 bytes, in pages, with common prefixes', async () => {
    const prefix = randomUUID();
    for (const name of ['b', 'a/1', 'a/2', 'ä', 'B']) await put(`${prefix}/${name}`, 'x');
    const page = (ContinuationToken?: string) =>
      s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: `${prefix}/`,
          Delimiter: '/',
          MaxKeys: 3,
          ContinuationToken,
        }),
      );
    const first = await page();
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
    expect(first.Contents?.map(({ Key }) => Key)).toEqual([`${prefix}/B`, `${prefix}/b`]);
    expect(first.CommonPrefixes).toEqual([{ Prefix: `${prefix}/a/` }]);
    const second = await page(first.NextContinuationToken);
    expect(second.IsTruncated).toBe(false);
    expect(second.Contents?.map(({ Key }) => Key)).toEqual([`${prefix}/ä`]);
  });
});

describe('a bucket with versions', () => {
  const write = (Key: string, Body: string) => put(Key, Body, { Bucket: Versioned });
  const remove = (Key: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket: Versioned, Key, VersionId }));

  it('keeps every version readable', async () => {
    const key = randomUUID();
    const first = await write(key, 'first');
    const second = await write(key, 'second');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await textOf(key, { Bucket: Versioned })).toBe('second');
    expect(await textOf(key, { Bucket: Versioned, VersionId: first.VersionId })).toBe('first');
  });

  it('gives ranges of a version', async () => {
    const key = randomUUID();
    const { VersionId } = await write(key, '0123456789');
    await write(key, 'another');
    expect(await textOf(key, { Bucket: Versioned, VersionId, Range: 'bytes=2-4' })).toBe('234');
  });

  it('hides a deleted key behind a marker, whose deletion brings it back', async () => {
    const key = randomUUID();
    await write(key, 'body');
    const marker = await remove(key);
    expect(marker.DeleteMarker).toBe(true);
    expect((await refusal(get(key, { Bucket: Versioned }))).name).toBe('NoSuchKey');
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: Versioned, Prefix: key }));
    expect(listed.DeleteMarkers).toMatchObject([{ Key: key, IsLatest: true }]);
    expect(listed.Versions).toMatchObject([{ Key: key, IsLatest: false }]);
    await remove(key, marker.VersionId);
    expect(await textOf(key, { Bucket: Versioned })).toBe('body');
  });

  it('deletes a named version permanently', async () => {
    const key = randomUUID();
    const { VersionId } = await write(key, 'body');
    await remove(key, VersionId);
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: Versioned, Prefix: key }));
    expect(listed.Versions).toBeUndefined();
    expect(listed.DeleteMarkers).toBeUndefined();
  });
});

it('a deletion of an unknown key succeeds', async () => {
  const answer = await s3.send(new DeleteObjectCommand({ Bucket, Key: randomUUID() }));
  expect(answer.$metadata.httpStatusCode).toBe(204);
});

it('many keys are deleted at once, each with its own result', async () => {
  const keys = [randomUUID(), randomUUID()];
  await Promise.all(keys.map((key) => put(key, 'x')));
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }),
  );
  expect(Deleted?.map(({ Key }) => Key).toSorted()).toEqual(keys.toSorted());
  expect(Errors).toBeUndefined();
});

it('a copy has the body and the metadata of its source', async () => {
  const [from, to] = [`${randomUUID()}/ä b`, randomUUID()];
  await put(from, 'body', { Metadata: { a: 'b' } });
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${encodeURIComponent(from)}` }),
  );
  const { Metadata, ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: to }));
  expect({ Metadata, ContentLength }).toEqual({ Metadata: { a: 'b' }, ContentLength: 4 });
});

import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

let cloud: OpenS3;
const Bucket = 'bucket';
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const put = (Key: string, Body: string | Buffer, more = {}) =>
  cloud.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more = {}) => cloud.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
const text = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();
const md5 = (body: string) => createHash('md5').update(body).digest('hex');

describe('what is put comes back', () => {
  it('with its type, its metadata and an MD5 entity tag', async () => {
    const written = await put('plain', 'hello', {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentEncoding: 'identity',
      Metadata: { owner: 'me' },
    });
    expect(written.ETag).toBe(`"${md5('hello')}"`);
    const read = await get('plain');
    expect(await read.Body?.transformToString()).toBe('hello');
    expect(read).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a.txt"',
      ContentEncoding: 'identity',
      Metadata: { owner: 'me' },
      ETag: `"${md5('hello')}"`,
      ContentLength: 5,
      AcceptRanges: 'bytes',
      ServerSideEncryption: 'AES256',
    });
    expect(read.VersionId).toBeUndefined();
  });

  it.each([
    '../../x',
    '../../../etc/passwd',
    '/leading',
    'a//b',
    'a/./b',
    'trailing.',
    'trailing/',
    'with space',
    'plus+plus',
    'per%cent',
    '%00',
    'nul\u0000inside',
    'ünïcödé/日本語/🙂',
    '<&>"\'',
    '?query#hash',
    '\r\n\t',
    '..',
    'a'.repeat(1024),
  ])('under the odd key %j, which the listing gives back exactly', async (Key) => {
    await put(Key, Key);
    expect(await text(Key)).toBe(Key);
    const { Contents } = await cloud.client.send(
      new ListObjectsV2Command({ Bucket, Prefix: Key, EncodingType: 'url' }),
    );
    const keys = Contents?.map((entry) => decodeURIComponent((entry.Key ?? '').replaceAll('+', ' ')));
    expect(keys).toContain(Key);
    await cloud.client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await refusal(get(Key))).toEqual({ name: 'NoSuchKey', status: 404 });
  });

  it('as nothing, if it was empty', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
    expect((await get('empty')).ContentLength).toBe(0);
  });

  it('replaced, and the old file is gone', async () => {
    await put('twice', 'one');
    const before = await cloud.files();
    await put('twice', 'two');
    expect(await text('twice')).toBe('two');
    await expect.poll(() => cloud.files()).toHaveLength(before.length);
  });
});

it('a key above 1024 bytes of UTF-8 is refused', async () => {
  expect(await refusal(put('ü'.repeat(513), 'x'))).toEqual({ name: 'KeyTooLongError', status: 400 });
});

it('metadata above 2 KB is refused', async () => {
  const Metadata = { a: 'x'.repeat(2047) };
  await put('metadata', 'x', { Metadata });
  expect((await get('metadata')).Metadata).toEqual(Metadata);
  expect(await refusal(put('metadata', 'x', { Metadata: { a: 'x'.repeat(2048) } }))).toEqual({
    name: 'MetadataTooLarge',
    status: 400,
  });
});

describe('ranges', () => {
  beforeAll(() => put('range', '0123456789'));

  it.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-5', '2345', 'bytes 2-5/10'],
    ['bytes=9-', '9', 'bytes 9-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s gives %s', async (Range, body, contentRange) => {
    const read = await get('range', { Range });
    expect(await read.Body?.transformToString()).toBe(body);
    expect(read.ContentRange).toBe(contentRange);
    expect(read.$metadata.httpStatusCode).toBe(206);
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s is not satisfiable', async (Range) => {
    expect(await refusal(get('range', { Range }))).toEqual({ name: 'InvalidRange', status: 416 });
  });

  it.each(['bytes=0-1,3-4', 'lines=1-2', 'bytes=5-2'])('%s is ignored', async (Range) => {
    expect(await text('range', { Range })).toBe('0123456789');
  });

  it('a range of a body carries no checksum of the whole, the whole body does', async () => {
    const whole = await get('range', { ChecksumMode: 'ENABLED' });
    expect(whole.ChecksumCRC32).toBe('poTHxg==');
    const part = await get('range', { ChecksumMode: 'ENABLED', Range: 'bytes=0-3' });
    expect(part.ChecksumCRC32).toBeUndefined();
    await Promise.all([whole.Body?.transformToString(), part.Body?.transformToString()]);
  });
});

describe('conditions', () => {
  const etag = `"${md5('state')}"`;
  beforeAll(() => put('state', 'state'));

  it('If-Match and If-None-Match decide over a read', async () => {
    expect(await text('state', { IfMatch: etag })).toBe('state');
    expect((await refusal(get('state', { IfMatch: '"other"' }))).status).toBe(412);
    expect((await refusal(get('state', { IfNoneMatch: etag }))).status).toBe(304);
    expect(await text('state', { IfNoneMatch: '"other"' })).toBe('state');
  });

  it('dates decide over a read where no entity tag is given', async () => {
    const past = new Date(Date.now() - 60_000);
    const future = new Date(Date.now() + 60_000);
    expect((await refusal(get('state', { IfModifiedSince: future }))).status).toBe(304);
    expect(await text('state', { IfModifiedSince: past })).toBe('state');
    expect((await refusal(get('state', { IfUnmodifiedSince: past }))).status).toBe(412);
    expect(await text('state', { IfUnmodifiedSince: future })).toBe('state');
    expect(await text('state', { IfMatch: etag, IfUnmodifiedSince: past })).toBe('state');
  });

  it('If-None-Match: * never overwrites', async () => {
    await put('once', 'first', { IfNoneMatch: '*' });
    expect(await refusal(put('once', 'second', { IfNoneMatch: '*' }))).toEqual({
      name: 'PreconditionFailed',
      status: 412,
    });
    expect(await text('once')).toBe('first');
  });

  it('of many writers with If-None-Match: * at once, exactly one wins', async () => {
    const writers = Array.from({ length: 8 }, (_, index) =>
      put('race', `writer ${index}`, { IfNoneMatch: '*' }).then(
        () => 'won',
        () => 'lost',
      ),
    );
    const results = await Promise.all(writers);
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
  });

  it('If-Match replaces only what it names', async () => {
    await put('swap', 'one');
    expect((await refusal(put('swap', 'two', { IfMatch: '"other"' }))).status).toBe(412);
    await put('swap', 'two', { IfMatch: `"${md5('one')}"` });
    expect(await text('swap')).toBe('two');
    expect(await refusal(put('swap-missing', 'x', { IfMatch: '"other"' }))).toEqual({
      name: 'NoSuchKey',
      status: 404,
    });
  });
});

describe('reads', () => {
  it('response-* parameters replace stored headers', async () => {
    await put('override', 'x', { ContentType: 'text/html' });
    const read = await get('override', {
      ResponseContentDisposition: 'attachment; filename="ü.pdf"',
      ResponseContentType: 'application/pdf',
      ResponseCacheControl: 'no-store',
    });
    expect(read.ContentType).toBe('application/pdf');
    expect(read.CacheControl).toBe('no-store');
    expect(Buffer.from(read.ContentDisposition ?? '', 'latin1').toString()).toBe(
      'attachment; filename="ü.pdf"',
    );
    await read.Body?.transformToString();
  });

  it('a line break in an override cannot begin another header', async () => {
    expect((await refusal(get('override', { ResponseContentType: 'a\r\nx-evil: 1' }))).name).toBe(
      'InvalidArgument',
    );
  });

  it('HEAD gives the same headers and errors without a body', async () => {
    await put('head', 'hello', { ContentType: 'text/plain' });
    const head = await cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'head' }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'text/plain', ETag: `"${md5('hello')}"` });
    const missing = cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'missing' }));
    expect(await refusal(missing)).toEqual({ name: 'NotFound', status: 404 });
  });

  it('part 1 of an object in one piece is the object', async () => {
    await put('single', 'hello');
    expect(await text('single', { PartNumber: 1 })).toBe('hello');
    expect((await refusal(get('single', { PartNumber: 2 }))).status).toBe(416);
  });
});

describe('copies', () => {
  it('carry body and metadata, and replace the metadata on demand', async () => {
    await put('from', 'content', { Metadata: { a: '1' }, ContentType: 'text/plain' });
    const copied = await cloud.client.send(
      new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }),
    );
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5('content')}"`);
    const read = await get('to');
    expect(read).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/plain' });
    expect(await read.Body?.transformToString()).toBe('content');

    await cloud.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'to',
        CopySource: `${Bucket}/to`,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    const replaced = await get('to');
    expect(replaced.Metadata).toEqual({ b: '2' });
    await replaced.Body?.transformToString();
  });

  it('outlive their source', async () => {
    await put('parent', 'shared bytes');
    await cloud.client.send(new CopyObjectCommand({ Bucket, Key: 'child', CopySource: `${Bucket}/parent` }));
    await cloud.client.send(new DeleteObjectCommand({ Bucket, Key: 'parent' }));
    await put('unrelated', 'x');
    expect(await text('child')).toBe('shared bytes');
  });

  it.each(['../../x', '%00', '%2e%2e%2fx', 'a\u0000b', '🔐'.repeat(256)])(
    'have a source like any other in %j, which leads nowhere else',
    async (Key) => {
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
      const copy = () => cloud.client.send(new CopyObjectCommand({ Bucket, Key: 'odd', CopySource }));
      expect(await refusal(copy())).toEqual({ name: 'NoSuchKey', status: 404 });
      await put(Key, Key);
      await copy();
      expect(await text('odd')).toBe(Key);
    },
  );

  it.each([
    ['', 'InvalidArgument', 400],
    [Bucket, 'InvalidArgument', 400],
    [`${Bucket}/`, 'InvalidArgument', 400],
    [`${Bucket}/%zz`, 'InvalidURI', 400],
    [`${Bucket}/%ff`, 'InvalidURI', 400],
    ['nowhere/x', 'NoSuchBucket', 404],
    [`${Bucket}/../nowhere/x`, 'NoSuchKey', 404],
    [`${Bucket}/x?versionId=../x`, 'InvalidArgument', 400],
  ])('of nothing are refused: %j', async (CopySource, name, status) => {
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource });
    expect(await refusal(cloud.client.send(copy))).toEqual({ name, status });
  });

  it('onto themselves without a change are refused, and so are failed conditions', async () => {
    await put('self', 'x');
    const self = new CopyObjectCommand({ Bucket, Key: 'self', CopySource: `${Bucket}/self` });
    expect((await refusal(cloud.client.send(self))).name).toBe('InvalidRequest');
    const stale = new CopyObjectCommand({
      Bucket,
      Key: 'other',
      CopySource: `${Bucket}/self`,
      CopySourceIfMatch: '"stale"',
    });
    expect((await refusal(cloud.client.send(stale))).status).toBe(412);
  });
});

describe('tags', () => {
  it('are refused by name', async () => {
    await expect(put('tagged', 'x', { Tagging: 'a=b' })).rejects.toThrow('x-amz-tagging');
    await put('tagged', 'x');
    const read = new GetObjectTaggingCommand({ Bucket, Key: 'tagged' });
    await expect(cloud.client.send(read)).rejects.toThrow('the parameter "tagging" of GET object');
  });
});

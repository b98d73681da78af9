import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
});
afterAll(() => cloud[Symbol.asyncDispose]());

const Bucket = 'listed';
const KEYS = ['a', 'a/1', 'a/2', 'a/b/3', 'b', 'c/1', 'c/2', 'd+ e', 'ä', '\u{10000}', '\uffee'];

const list = (more = {}) => cloud.client.send(new ListObjectsV2Command({ Bucket, ...more }));

async function listAll(more: { MaxKeys?: number; Prefix?: string; Delimiter?: string; StartAfter?: string }) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list({ ...more, ContinuationToken });
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''));
    expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBe(page.KeyCount);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return { keys, prefixes };
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('ListObjectsV2', () => {
  beforeAll(async () => {
    await cloud.bucket(Bucket);
    for (const Key of KEYS) await cloud.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });

  it('sorts by the bytes of UTF-8', async () => {
    expect((await listAll({})).keys).toEqual([...KEYS].sort(byBytes));
  });

  it('gives the same whatever the prefix, delimiter and size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', 'a', 'a/', 'c', 'zz'),
        fc.constantFrom('', '/', 'b', '/b/'),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('', 'a', 'a/1', 'a/zz', 'ä'),
        async (Prefix, Delimiter, MaxKeys, StartAfter) => {
          const keys = new Set<string>();
          const prefixes = new Set<string>();
          for (const key of KEYS) {
            if (!key.startsWith(Prefix) || (StartAfter !== '' && byBytes(key, StartAfter) <= 0)) continue;
            const end = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
            if (end < 0) keys.add(key);
            else prefixes.add(key.slice(0, end + Delimiter.length));
          }
          const found = await listAll({ Prefix, Delimiter, MaxKeys, ...(StartAfter && { StartAfter }) });
          expect(found.keys).toEqual([...keys].sort(byBytes));
          expect(found.prefixes).toEqual([...prefixes].sort(byBytes));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('with encoding-type=url encodes names as forms do', async () => {
    const page = await list({ EncodingType: 'url', Prefix: 'd' });
    expect(page.Contents?.[0]?.Key).toBe('d%2B+e');
  });

  it('of no keys at all is empty and complete', async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it('refuses tokens and numbers that make no sense', async () => {
    expect((await refusal(list({ ContinuationToken: '!' }))).name).toBe('InvalidArgument');
    expect((await refusal(list({ MaxKeys: -1 }))).name).toBe('InvalidArgument');
  });
});

describe('ListObjectVersions', () => {
  const versioned = { Bucket: 'history' };
  beforeAll(async () => {
    await cloud.bucket('history', { VersioningConfiguration: { Status: 'Enabled' } });
    for (const Key of ['x', 'x', 'y/1', 'y/2', 'z']) {
      await cloud.client.send(new PutObjectCommand({ ...versioned, Key, Body: Key }));
    }
    await cloud.client.send(new DeleteObjectCommand({ ...versioned, Key: 'x' }));
  });

  it('lists the newest first, delete markers among them', async () => {
    const page = await cloud.client.send(new ListObjectVersionsCommand(versioned));
    expect(page.DeleteMarkers?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([['x', true]]);
    expect(page.Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ['x', false],
      ['x', false],
      ['y/1', true],
      ['y/2', true],
      ['z', true],
    ]);
  });

  it('pages through versions and common prefixes', async () => {
    const seen: (string | undefined)[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    for (let pages = 0; pages < 10; pages++) {
      const page = await cloud.client.send(
        new ListObjectVersionsCommand({
          ...versioned,
          Delimiter: '/',
          MaxKeys: 1,
          KeyMarker,
          VersionIdMarker,
        }),
      );
      seen.push(...(page.Versions ?? []).map(({ Key }) => Key));
      seen.push(...(page.DeleteMarkers ?? []).map(({ Key }) => `${Key} deleted`));
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      if (!page.IsTruncated) break;
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    }
    expect(seen).toEqual(['x deleted', 'x', 'x', 'y/', 'z']);
  });

  it('lets a bucket be emptied page by page', async () => {
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    for (let pages = 0; pages < 10; pages++) {
      const page = await cloud.client.send(
        new ListObjectVersionsCommand({ ...versioned, MaxKeys: 2, KeyMarker, VersionIdMarker }),
      );
      const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }));
      await cloud.client.send(new DeleteObjectsCommand({ ...versioned, Delete: { Objects } }));
      if (!page.IsTruncated) break;
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    }
    const left = await cloud.client.send(new ListObjectVersionsCommand(versioned));
    expect(left.Versions ?? []).toEqual([]);
    expect(left.DeleteMarkers ?? []).toEqual([]);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

const MIB = 1024 * 1024;
const Bucket = 'bucket';
let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket);
});
afterAll(() => cloud[Symbol.asyncDispose]());

const first = randomBytes(5 * MIB);
const second = randomBytes(MIB);
const whole = Buffer.concat([first, second]);

/** A client that sends no checksums of its own accord, as a browser with presigned addresses. */
const bare = () => cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });

async function create(Key: string, more = {}): Promise<{ Bucket: string; Key: string; UploadId: string }> {
  const { UploadId } = await bare().send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  if (UploadId === undefined) throw new Error('no upload id');
  return { Bucket, Key, UploadId };
}

type Upload = Awaited<ReturnType<typeof create>>;

async function part(upload: Upload, PartNumber: number, Body: Buffer, more = {}): Promise<CompletedPart> {
  const sent = await bare().send(new UploadPartCommand({ ...upload, PartNumber, Body, ...more }));
  const { ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = sent;
  return { PartNumber, ETag, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 };
}

const complete = (upload: Upload, Parts: CompletedPart[], more = {}) =>
  bare().send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));
const read = async (Key: string, more = {}) => {
  const { Body } = await cloud.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

describe('a completed upload', () => {
  it('is the parts in order, with an entity tag of their MD5s', async () => {
    const upload = await create('joined', { ContentType: 'text/plain', Metadata: { a: '1' } });
    const two = await part(upload, 7, second);
    const one = await part(upload, 2, first);
    const { ETag } = await complete(upload, [one, two]);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(second)])).toString('hex')}-2"`);
    expect((await read('joined')).equals(whole)).toBe(true);
    const head = await cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'joined' }));
    expect(head).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, ContentLength: 6 * MIB });
  });

  it('gives ranges across the seam, and its parts by number', async () => {
    const seam = `bytes=${5 * MIB - 3}-${5 * MIB + 2}`;
    expect(await read('joined', { Range: seam })).toEqual(whole.subarray(5 * MIB - 3, 5 * MIB + 3));
    expect((await read('joined', { PartNumber: 2 })).equals(second)).toBe(true);
    const head = await cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'joined', PartNumber: 1 }));
    expect(head).toMatchObject({ PartsCount: 2, ContentLength: 5 * MIB });
  });

  it('is over: the upload does not exist any more', async () => {
    const upload = await create('over');
    const parts = [await part(upload, 1, second)];
    await complete(upload, parts);
    expect(await refusal(complete(upload, parts))).toEqual({ name: 'NoSuchUpload', status: 404 });
    expect((await refusal(part(upload, 1, second))).name).toBe('NoSuchUpload');
  });

  it('leaves out parts that were uploaded, but not listed, and their files', async () => {
    const files = await cloud.files();
    const upload = await create('chosen');
    await part(upload, 1, first);
    const kept = await part(upload, 2, second);
    await complete(upload, [kept]);
    expect((await read('chosen')).equals(second)).toBe(true);
    await expect.poll(() => cloud.files()).toHaveLength(files.length + 1);
  });
});

describe('a completion is refused', () => {
  it('for parts out of order, unknown or changed', async () => {
    const upload = await create('refused');
    const one = await part(upload, 1, first);
    const two = await part(upload, 2, second);
    expect(await refusal(complete(upload, [two, one]))).toEqual({ name: 'InvalidPartOrder', status: 400 });
    expect((await refusal(complete(upload, [one, one]))).name).toBe('InvalidPartOrder');
    expect((await refusal(complete(upload, [one, { ...two, PartNumber: 3 }]))).name).toBe('InvalidPart');
    expect((await refusal(complete(upload, [one, { ...two, ETag: one.ETag }]))).name).toBe('InvalidPart');
    expect((await refusal(complete(upload, []))).name).toBe('MalformedXML');
    await part(upload, 2, first);
    expect((await refusal(complete(upload, [one, two]))).name).toBe('InvalidPart');
  });

  it('for a part below 5 MiB that is not the last', async () => {
    const upload = await create('small');
    const one = await part(upload, 1, first.subarray(1));
    const two = await part(upload, 2, second);
    expect(await refusal(complete(upload, [one, two]))).toEqual({ name: 'EntityTooSmall', status: 400 });
  });

  it('by If-None-Match: * where the key exists, and the upload stays', async () => {
    await cloud.client.send(new PutObjectCommand({ Bucket, Key: 'taken', Body: 'x' }));
    const upload = await create('taken');
    const parts = [await part(upload, 1, second)];
    expect((await refusal(complete(upload, parts, { IfNoneMatch: '*' }))).name).toBe('PreconditionFailed');
    expect((await read('taken')).toString()).toBe('x');
    await complete(upload, parts);
    expect((await read('taken')).equals(second)).toBe(true);
  });

  it('for part numbers outside 1 to 10000', async () => {
    const upload = await create('numbers');
    expect((await refusal(part(upload, 0, second))).name).toBe('InvalidArgument');
    expect((await refusal(part(upload, 10_001, second))).name).toBe('InvalidArgument');
    await part(upload, 10_000, second);
  });
});

describe('checksums', () => {
  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    '%s is composite',
    async (name: ChecksumAlgorithm) => {
      const upload = await create(`composite-${name}`, { ChecksumAlgorithm: name });
      const parts = [
        await part(upload, 1, first, { ChecksumAlgorithm: name }),
        await part(upload, 2, second, { ChecksumAlgorithm: name }),
      ];
      const done = await complete(upload, parts);
      expect(done.ChecksumType).toBe('COMPOSITE');
      const head = await cloud.client.send(
        new HeadObjectCommand({ Bucket, Key: upload.Key, ChecksumMode: 'ENABLED' }),
      );
      const field = `Checksum${name}` as 'ChecksumSHA256';
      expect(head[field]).toBe(done[field]);
      expect(head[field]).toMatch(/-2$/);
      const values = parts.map((entry) => Buffer.from(entry[field] ?? '', 'base64'));
      if (name === 'SHA256') {
        const sum = createHash('sha256').update(Buffer.concat(values)).digest('base64');
        expect(head[field]).toBe(`${sum}-2`);
      }
      const bareParts = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
      const again = await create(`composite-${name}`, { ChecksumAlgorithm: name });
      await part(again, 1, first, { ChecksumAlgorithm: name });
      await part(again, 2, second, { ChecksumAlgorithm: name });
      expect((await refusal(complete(again, bareParts))).name).toBe('InvalidRequest');
    },
  );

  it.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    '%s of the whole object equals that of one piece',
    async (name) => {
      const upload = await create(`full-${name}`, { ChecksumAlgorithm: name, ChecksumType: 'FULL_OBJECT' });
      const parts = [
        await part(upload, 1, first, { ChecksumAlgorithm: name }),
        await part(upload, 2, second, { ChecksumAlgorithm: name }),
      ];
      const field = `Checksum${name}` as const;
      const single = await cloud.client.send(
        new PutObjectCommand({ Bucket, Key: 'one-piece', Body: whole, ChecksumAlgorithm: name }),
      );
      const wrong = await refusal(complete(upload, parts, { [field]: parts[0]?.[field] }));
      expect(wrong.name).toBe('BadDigest');
      const done = await complete(upload, parts, { [field]: single[field] });
      expect(done).toMatchObject({ [field]: single[field], ChecksumType: 'FULL_OBJECT' });
      if (name === 'CRC32') {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(crc32(whole));
        expect(done.ChecksumCRC32).toBe(bytes.toString('base64'));
      }
    },
  );

  it('without a choice, S3 makes a CRC64NVME of the whole', async () => {
    const upload = await create('default');
    const done = await complete(upload, [await part(upload, 1, first), await part(upload, 2, second)]);
    const single = await cloud.client.send(
      new PutObjectCommand({ Bucket, Key: 'one-piece', Body: whole, ChecksumAlgorithm: 'CRC64NVME' }),
    );
    expect(done.ChecksumCRC64NVME).toBe(single.ChecksumCRC64NVME);
  });

  it('a part of another algorithm than the upload’s is refused', async () => {
    const upload = await create('mixed', { ChecksumAlgorithm: 'SHA256' });
    expect((await refusal(part(upload, 1, second, { ChecksumAlgorithm: 'CRC32' }))).name).toBe(
      'InvalidRequest',
    );
  });

  it('a part without one is refused where they make a composite one, not where S3 makes one of the whole', async () => {
    const composite = await create('composite', { ChecksumAlgorithm: 'CRC32' });
    expect(await refusal(part(composite, 1, second))).toEqual({ name: 'InvalidRequest', status: 400 });
    const full = await create('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const done = await complete(full, [await part(full, 1, second)]);
    expect(done).toMatchObject({ ChecksumCRC32: expect.any(String), ChecksumType: 'FULL_OBJECT' });
  });

  it('that parts came with are said again for an upload that was begun without', async () => {
    const upload = await create('own');
    const one = await part(upload, 1, second, { ChecksumAlgorithm: 'CRC32' });
    const { ChecksumCRC32, ...silent } = one;
    const wrong = { ...one, ChecksumCRC32: 'AAAAAA==' };
    const other = { ...one, ChecksumSHA256: createHash('sha256').update(second).digest('base64') };
    for (const entry of [silent, wrong, other])
      expect(await refusal(complete(upload, [entry]))).toEqual({ name: 'InvalidPart', status: 400 });
    expect(ChecksumCRC32).toBeDefined();
    await complete(upload, [one]);
    expect((await read('own')).equals(second)).toBe(true);
  });

  it('a type that the algorithm does not have is refused', async () => {
    const odd = create('odd', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' });
    expect((await refusal(odd)).name).toBe('InvalidRequest');
  });
});

it('an abort removes the parts, and whatever arrives later', async () => {
  const files = await cloud.files();
  const upload = await create('aborted');
  await part(upload, 1, first);
  await cloud.client.send(new AbortMultipartUploadCommand(upload));
  await expect.poll(() => cloud.files()).toHaveLength(files.length);
  expect((await refusal(part(upload, 2, second))).name).toBe('NoSuchUpload');
  expect((await refusal(cloud.client.send(new AbortMultipartUploadCommand(upload)))).name).toBe(
    'NoSuchUpload',
  );
});

it('parts can be copied, whole or by range', async () => {
  await cloud.client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: whole }));
  const upload = await create('copied');
  const copy = (PartNumber: number, CopySourceRange?: string) =>
    cloud.client.send(
      new UploadPartCopyCommand({ ...upload, PartNumber, CopySource: `${Bucket}/source`, CopySourceRange }),
    );
  const one = await copy(1);
  const two = await copy(2, 'bytes=10-19');
  expect((await refusal(copy(3, 'bytes=10-99999999'))).name).toBe('InvalidArgument');
  await complete(upload, [
    { PartNumber: 1, ETag: one.CopyPartResult?.ETag },
    { PartNumber: 2, ETag: two.CopyPartResult?.ETag },
  ]);
  expect((await read('copied')).equals(Buffer.concat([whole, whole.subarray(10, 20)]))).toBe(true);
});

it('parts are listed page by page', async () => {
  const upload = await create('paged', { ChecksumAlgorithm: 'SHA256' });
  for (const number of [1, 2, 5])
    await part(upload, number, Buffer.from([number]), { ChecksumAlgorithm: 'SHA256' });
  const page = (PartNumberMarker?: string) =>
    cloud.client.send(new ListPartsCommand({ ...upload, MaxParts: 2, PartNumberMarker }));
  const one = await page();
  expect(one).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2', ChecksumAlgorithm: 'SHA256' });
  expect(one.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
  expect(one.Parts?.[0]?.ChecksumSHA256).toBe(createHash('sha256').update(Buffer.of(1)).digest('base64'));
  const two = await page(one.NextPartNumberMarker);
  expect(two.IsTruncated).toBe(false);
  expect(two.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([5]);
});

it('uploads are listed by key, then by age, page by page', async () => {
  await cloud.bucket('uploads');
  const keys = ['a', 'a', 'b/1', 'b/2', 'c'];
  const ids: string[] = [];
  for (const Key of keys) {
    const made = await bare().send(new CreateMultipartUploadCommand({ Bucket: 'uploads', Key }));
    ids.push(made.UploadId ?? '');
  }
  const seen: string[] = [];
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await cloud.client.send(
      new ListMultipartUploadsCommand({ Bucket: 'uploads', MaxUploads: 1, KeyMarker, UploadIdMarker }),
    );
    seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId ?? ''));
    KeyMarker = page.NextKeyMarker;
    UploadIdMarker = page.NextUploadIdMarker;
    if (!page.IsTruncated) break;
  } while (seen.length < 10);
  expect(seen).toEqual(ids);
  const grouped = await cloud.client.send(
    new ListMultipartUploadsCommand({ Bucket: 'uploads', Delimiter: '/' }),
  );
  expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
  expect(grouped.Uploads?.map(({ Key }) => Key)).toEqual(['a', 'a', 'c']);
});

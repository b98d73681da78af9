import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketEncryptionCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3, refusal } from './open-s3.ts';

const MANAGED = 'arn:aws:kms:eu-west-1:000000000000:alias/aws/s3';
let cloud: OpenS3;
beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket('plain');
  const rule = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true };
  await cloud.bucket('kms', { BucketEncryption: { ServerSideEncryptionConfiguration: [rule] } });
});
afterAll(() => cloud[Symbol.asyncDispose]());

const put = (more = {}) =>
  cloud.client.send(new PutObjectCommand({ Bucket: 'kms', Key: 'k', Body: 'body', ...more }));
const md5 = createHash('md5').update('body').digest();
const tagOfMd5 = `"${md5.toString('hex')}"`;

it('a bucket reports the encryption that it gives by default, and a write its own', async () => {
  expect(await put()).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: MANAGED,
    BucketKeyEnabled: true,
  });
  expect(await put({ ServerSideEncryption: 'AES256' })).toMatchObject({ ServerSideEncryption: 'AES256' });
  const read = await cloud.client.send(new GetBucketEncryptionCommand({ Bucket: 'kms' }));
  expect(read.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
  ]);
});

it.each([
  ['with a write under it', { ServerSideEncryption: 'aws:kms' }],
  ['alone', {}],
])('a KMS key that the caller chooses is refused by name: %s', async (_, more) => {
  const written = put({ ...more, SSEKMSKeyId: 'key-2' });
  await expect(written).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('x-amz-server-side-encryption-aws-kms-key-id'),
  });
});

describe('under a key of KMS, an entity tag is no MD5 and another one for every write:', () => {
  const fresh = /^"[0-9a-f]{32}"$/;

  it('of an object, whose Content-MD5 is verified all the same', async () => {
    const tags = [await put({ ContentMD5: md5.toString('base64') }), await put()].map(({ ETag }) => ETag);
    expect(new Set([...tags, tagOfMd5]).size).toBe(3);
    for (const tag of tags) expect(tag).toMatch(fresh);
    const head = await cloud.client.send(
      new HeadObjectCommand({ Bucket: 'kms', Key: 'k', IfMatch: tags[1] }),
    );
    expect(head.ETag).toBe(tags[1]);
    const wrong = put({ ContentMD5: createHash('md5').update('other').digest('base64') });
    expect((await refusal(wrong)).name).toBe('BadDigest');
  });

  it('of parts, sent or copied', async () => {
    await put({ Bucket: 'plain' });
    const { UploadId } = await cloud.client.send(
      new CreateMultipartUploadCommand({ Bucket: 'kms', Key: 'parts' }),
    );
    const upload = { Bucket: 'kms', Key: 'parts', UploadId };
    const { ETag, ChecksumCRC32 } = await cloud.client.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'body' }),
    );
    const { CopyPartResult } = await cloud.client.send(
      new UploadPartCopyCommand({ ...upload, PartNumber: 2, CopySource: 'plain/k' }),
    );
    expect(new Set([ETag, CopyPartResult?.ETag, tagOfMd5]).size).toBe(3);
    const Parts = [{ PartNumber: 1, ETag, ChecksumCRC32 }];
    const done = await cloud.client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }),
    );
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-1"$/);
  });

  it('of a copy, which becomes an MD5 again where it leaves', async () => {
    const copy = async (Bucket: string, CopySource: string) => {
      const command = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource });
      return (await cloud.client.send(command)).CopyObjectResult?.ETag;
    };
    await put({ Bucket: 'plain' });
    const inside = await copy('kms', 'plain/k');
    expect(inside).toMatch(fresh);
    expect(inside).not.toBe(tagOfMd5);
    expect(await copy('plain', 'kms/copy')).toBe(tagOfMd5);
  });
});

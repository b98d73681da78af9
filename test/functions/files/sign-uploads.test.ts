import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { signPart, signPut } from '../../../functions/files/sign-uploads.ts';

const s3 = new S3Client({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
afterAll(() => s3.destroy());

const hex = 'ab'.repeat(32);
const base64 = Buffer.from(hex, 'hex').toString('base64');
const query = (url: string) => new URL(url).searchParams;
const signedHeaders = (url: string) => query(url).get('X-Amz-SignedHeaders')?.split(';');

const put = { bucket: 'staging', key: 'owner/file', size: 1234, contentType: 'application/pdf' };
const part = { bucket: 'staging', key: 'owner/file', uploadId: 'upload', partNumber: 7, size: 1234 };

describe('the URL of an upload', () => {
  it('accepts only the declared object, once, for 15 minutes', async () => {
    const { url, headers } = await signPut(s3, { ...put, sha256: undefined });
    expect(signedHeaders(url)).toEqual(['content-length', 'content-type', 'host', 'if-none-match']);
    expect(headers).toEqual({ 'content-type': 'application/pdf', 'if-none-match': '*' });
    expect(query(url).get('X-Amz-Expires')).toBe('900');
  });

  it('requires the declared checksum in a header that S3 checks', async () => {
    const { url, headers } = await signPut(s3, { ...put, sha256: hex });
    expect(signedHeaders(url)).toContain('x-amz-checksum-sha256');
    expect(headers['x-amz-checksum-sha256']).toBe(base64);
    expect(query(url).has('x-amz-checksum-sha256')).toBe(false);
  });

  it('does not contain the checksum of an empty body, with which S3 would refuse every other body', async () => {
    for (const { url } of [
      await signPut(s3, { ...put, sha256: undefined }),
      await signPart(s3, { ...part, sha256: undefined }),
    ])
      expect([...query(url).keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });
});

describe('the URL of a part', () => {
  it('accepts only a part with this length, number and upload', async () => {
    const { url, headers } = await signPart(s3, { ...part, sha256: undefined });
    expect(signedHeaders(url)).toEqual(['content-length', 'host']);
    expect(Object.fromEntries(query(url))).toMatchObject({ partNumber: '7', uploadId: 'upload' });
    expect(headers).toEqual({});
  });

  it('requires the checksum of the part, if one is given', async () => {
    const { url, headers } = await signPart(s3, { ...part, sha256: base64 });
    expect(signedHeaders(url)).toContain('x-amz-checksum-sha256');
    expect(headers).toEqual({ 'x-amz-checksum-sha256': base64 });
  });
});

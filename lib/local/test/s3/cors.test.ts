import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenS3, openS3 } from './open-s3.ts';

const Bucket = 'shared';
let cloud: OpenS3;
let time = Date.now();
beforeAll(async () => {
  cloud = await openS3({ now: () => time });
  await cloud.bucket(Bucket, {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedMethods: ['PUT'],
          AllowedOrigins: ['https://*.example.com'],
          AllowedHeaders: ['content-type', 'x-amz-checksum-*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 3600,
        },
        { AllowedMethods: ['GET'], AllowedOrigins: ['*'] },
      ],
    },
  });
  await cloud.bucket('closed');
});
afterAll(() => cloud[Symbol.asyncDispose]());

const preflight = (bucket: string, headers: Record<string, string>) =>
  fetch(`${cloud.door.endpoint}/${bucket}/key`, { method: 'OPTIONS', headers });
const page = 'https://page.example.com';

describe('a preflight', () => {
  it('that a rule allows is answered with what the rule says', async () => {
    const answer = await preflight(Bucket, {
      origin: page,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'Content-Type, x-amz-checksum-sha256',
    });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3600',
      vary: expect.stringContaining('Origin'),
    });
  });

  it.each([
    ['another origin', { origin: 'https://example.com.evil', 'access-control-request-method': 'PUT' }],
    ['another method', { origin: page, 'access-control-request-method': 'DELETE' }],
    [
      'another header',
      { origin: page, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-other' },
    ],
  ])('from %s is refused', async (_, headers) => {
    const answer = await preflight(Bucket, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer.text()).toContain('<Code>AccessForbidden</Code>');
  });

  it('to a bucket without rules is refused', async () => {
    const answer = await preflight('closed', { origin: page, 'access-control-request-method': 'GET' });
    expect(answer.status).toBe(403);
  });

  it('that names no method is a bad request', async () => {
    expect((await preflight(Bucket, { origin: page })).status).toBe(400);
  });
});

describe('a page can read', () => {
  const presigned = (command: PutObjectCommand) =>
    getSignedUrl(cloud.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }), command, {
      expiresIn: 60,
      signableHeaders: new Set(['content-type']),
    });
  const put = (url: string, origin = page) =>
    fetch(url, { method: 'PUT', body: 'x', headers: { origin, 'content-type': 'text/plain' } });
  const command = new PutObjectCommand({ Bucket, Key: 'k', ContentType: 'text/plain' });

  it('the entity tag of its upload', async () => {
    const answer = await put(await presigned(command));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(page);
    expect(answer.headers.get('access-control-expose-headers')).toBe('ETag');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('the error of an expired address, which the front door answers', async () => {
    const url = await presigned(command);
    time += 120_000;
    const answer = await put(url);
    time -= 120_000;
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBe(page);
  });

  it('the error of a missing key, under another rule', async () => {
    const answer = await fetch(`${cloud.door.endpoint}/${Bucket}/missing`, {
      headers: { origin: 'http://any' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('nothing where no rule allows its origin', async () => {
    const answer = await put(await presigned(command), 'https://elsewhere.test');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

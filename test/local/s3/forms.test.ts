import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AwsError } from '../../../lib/local/service.ts';
import { type OpenS3, openS3 } from './open-s3.ts';

const SECRET = 'secret of the form';
const Bucket = 'forms';
let cloud: OpenS3;
let server: Server;
let action: string;

beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket, {
    CorsConfiguration: { CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['http://page'] }] },
  });
  server = createServer((request, response) => {
    void cloud.s3.postForm(request, response, 'REQUEST', ({ policy, signature }) => {
      if (sign(policy) !== signature) throw new AwsError('SignatureDoesNotMatch', 403, 'no');
      const allowed = (_: string, resource: string) => {
        if (resource.endsWith('forbidden')) throw new AwsError('AccessDenied', 403, 'no');
      };
      return {
        principal: { arn: 'arn:aws:iam::000000000000:user/a', accessKeyId: 'A' },
        authorize: allowed,
        allows: () => true,
      };
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  action = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${Bucket}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await cloud[Symbol.asyncDispose]();
});

const sign = (policy: string) => createHmac('sha256', SECRET).update(policy).digest('hex');

const CONDITIONS = [
  { bucket: Bucket },
  ['starts-with', '$key', 'in/'],
  ['starts-with', '$x-amz-meta-note', ''],
  { 'Content-Type': 'text/plain' },
  { success_action_status: '201' },
  ['starts-with', '$x-amz-credential', ''],
  { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
  ['starts-with', '$x-amz-date', ''],
  ['content-length-range', 2, 10],
];

async function post(changes: Record<string, string> = {}, body = 'hello', seconds = 60) {
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: CONDITIONS })).toString('base64');
  const fields: Record<string, string> = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: S3 puts the file's name in its place
    key: 'in/${filename}',
    'x-amz-meta-note': 'a note',
    'Content-Type': 'text/plain',
    success_action_status: '201',
    'x-amz-credential': 'A/20261123/eu-west-1/s3/aws4_request',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-date': '20261123T180000Z',
    policy,
    'x-amz-signature': sign(policy),
    ...changes,
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([body]), 'a $& b.txt');
  const answer = await fetch(action, { method: 'POST', body: form, headers: { origin: 'http://page' } });
  const text = await answer.text();
  return { status: answer.status, text, code: /<Code>(.*?)</.exec(text)?.[1], headers: answer.headers };
}

it('a form that its policy allows becomes an object', async () => {
  const answer = await post();
  expect(answer.status).toBe(201);
  expect(answer.text).toContain('<Key>in/a $&amp; b.txt</Key>');
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://page');
  const read = await cloud.client.send(new GetObjectCommand({ Bucket, Key: 'in/a $& b.txt' }));
  expect(await read.Body?.transformToString()).toBe('hello');
  expect(read).toMatchObject({ ContentType: 'text/plain', Metadata: { note: 'a note' } });
});

it.each([
  ['a key that the policy does not allow', { key: 'out/a' }, 'AccessDenied'],
  ['another content type', { 'Content-Type': 'text/html' }, 'AccessDenied'],
  ['a field without a condition', { 'x-amz-meta-other': 'x' }, 'AccessDenied'],
  ['a wrong signature', { 'x-amz-signature': '0'.repeat(64) }, 'SignatureDoesNotMatch'],
  ['a key that the signer may not write', { key: 'in/forbidden' }, 'AccessDenied'],
  ['a field that is not carried out', { acl: 'public-read' }, 'NotImplemented'],
  ['too many fields', { 'x-ignore-a': 'x'.repeat(30_000) }, 'MaxPostPreDataLengthExceededError'],
])('%s is refused', async (_, changes, code) => {
  expect((await post({ ...changes })).code).toBe(code);
});

it('an expired policy is refused', async () => {
  expect((await post({}, 'hello', -1)).code).toBe('AccessDenied');
});

it.each([
  ['x', 'EntityTooSmall'],
  ['x'.repeat(11), 'EntityTooLarge'],
])('a file of %j is outside the range of the policy, and leaves nothing', async (body, code) => {
  const files = await cloud.files();
  expect((await post({ key: 'in/sized' }, body)).code).toBe(code);
  await expect.poll(() => cloud.files()).toHaveLength(files.length);
  await expect(cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'in/sized' }))).rejects.toThrow();
});

it('a form without a file, or no form at all, is refused', async () => {
  const form = new FormData();
  form.set('key', 'k');
  const missing = await fetch(action, { method: 'POST', body: form });
  expect(await missing.text()).toContain('<Code>InvalidArgument</Code>');
  const none = await fetch(action, { method: 'POST', body: 'text' });
  expect(none.status).toBe(412);
});

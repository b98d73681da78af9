import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hangUp, listen } from '../../kit/listen.ts';
import { AwsError } from '../../kit/service.ts';
import { type OpenS3, openS3 } from './open-s3.ts';

const SECRET = 'secret of the form';
const Bucket = 'forms';
let cloud: OpenS3;
let server: Server;
let action: string;
let settled = 0;

beforeAll(async () => {
  cloud = await openS3();
  await cloud.bucket(Bucket, {
    CorsConfiguration: { CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['http://page'] }] },
  });
  server = createServer((request, response) => {
    const answered = cloud.s3.postForm(request, response, 'REQUEST', ({ policy, signature }) => {
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
    void answered.finally(() => {
      settled += 1;
    });
  });
  action = `http://127.0.0.1:${await listen(server, 0, 'port')}/${Bucket}`;
});
afterAll(async () => {
  await hangUp(server);
  await cloud[Symbol.asyncDispose]();
});

const encode = (text: string) => Buffer.from(text).toString('base64');
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

function fieldsOf(changes: Record<string, string>, seconds = 60): Record<string, string> {
  const expiration = new Date(Date.now() + seconds * 1000).toISOString();
  const policy = encode(JSON.stringify({ expiration, conditions: CONDITIONS }));
  return {
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
}

async function post(changes: Record<string, string> = {}, body = 'hello', seconds = 60) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fieldsOf(changes, seconds))) form.set(name, value);
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

it.each([
  ['no base64 of JSON', 'nonsense'],
  ['no end', encode(JSON.stringify({ conditions: CONDITIONS }))],
  ['an end that is no date', encode(JSON.stringify({ expiration: 'tomorrow', conditions: CONDITIONS }))],
  [
    'an unknown condition',
    encode('{"expiration":"2100-01-01T00:00:00Z","conditions":[["like","$key","a"]]}'),
  ],
  ['a condition that is none', encode('{"expiration":"2100-01-01T00:00:00Z","conditions":[null]}')],
  [
    'brackets without end',
    encode(`{"expiration":"2100-01-01T00:00:00Z","conditions":${'['.repeat(5000)}${']'.repeat(5000)}}`),
  ],
])('a policy with %s is refused, though it is signed', async (_, policy) => {
  const answer = await post({ policy, 'x-amz-signature': sign(policy) });
  expect([answer.status, answer.code]).toEqual([400, 'InvalidPolicyDocument']);
});

it('a key that climbs out of its folder is a key like any other', async () => {
  const Key = 'in/../../../x';
  expect((await post({ key: Key })).status).toBe(201);
  const read = await cloud.client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await read.Body?.transformToString()).toBe('hello');
});

/** The beginning of a form on the wire: its fields, and `file` behind them. */
function begun(changes: Record<string, string>, file = ''): string {
  const part = (name: string, body: string) =>
    `--edge\r\nContent-Disposition: form-data; name="${name}"${name === 'file' ? '; filename="a"' : ''}\r\n\r\n${body}`;
  const fields = Object.entries(fieldsOf(changes)).map(([name, value]) => `${part(name, value)}\r\n`);
  return fields.join('') + (file === '' ? '' : part('file', file));
}

async function send(body: string, length: number, cut: boolean): Promise<string> {
  const { hostname, port, pathname, host } = new URL(action);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  if (cut) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  } else await once(socket, 'close');
  return answer;
}

it.each([
  ['among its fields', begun({})],
  ['in its file', begun({ key: 'in/cut' }, 'hel')],
  ['after it was refused', begun({ 'x-amz-signature': 'wrong' }, 'hel')],
  ['in its file, which is too large already', begun({ key: 'in/cut' }, 'x'.repeat(100))],
])('a form that is cut off %s leaves nothing, and keeps nothing waiting', async (_, body) => {
  const files = await cloud.files();
  const before = settled;
  await send(body, body.length + 1000, true);
  await expect.poll(() => settled).toBe(before + 1);
  await expect.poll(() => cloud.files()).toHaveLength(files.length);
  await expect(cloud.client.send(new HeadObjectCommand({ Bucket, Key: 'in/cut' }))).rejects.toThrow();
  expect((await post({ key: 'in/after' })).status).toBe(201);
});

it.each([
  ['before its file', begun({}), 'MalformedPOSTRequest'],
  ['in its file', begun({ key: 'in/short' }, 'hel'), 'MalformedPOSTRequest'],
])('a form whose length ends %s is refused, and leaves nothing', async (_, body, code) => {
  const files = await cloud.files();
  expect(await send(body, body.length, false)).toContain(`<Code>${code}</Code>`);
  await expect.poll(() => cloud.files()).toHaveLength(files.length);
});

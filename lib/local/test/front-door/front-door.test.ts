import { once } from 'node:events';
import { connect } from 'node:net';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Service, ServiceCall } from '../../kit/service.ts';
import { type OpenDoor, openDoor, send } from './open-door.ts';

/** Answers every call with who made it and what was verified. */
function mirror(name: string, contentType: string): Service {
  return {
    name,
    async handle(call: ServiceCall) {
      if (call.url.searchParams.has('break')) throw new Error('a secret detail');
      if (name !== 's3') call.authorize(`${name}:Mirror`, `arn:aws:${name}:::mirror`);
      const { place, payloadHash } = call.signature;
      call.response.setHeader('content-type', contentType);
      call.response.setHeader('x-mirror', `${call.principal.arn} ${place} ${payloadHash.slice(0, 16)}`);
      call.response.end(name === 's3' ? 'mirrored' : '{"QueueUrls":["mirror"]}');
    },
    async close() {},
  };
}

let time = Date.now();
let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor(() => [mirror('s3', 'text/plain'), mirror('sqs', 'application/x-amz-json-1.0')], {
    now: () => time,
    unsignedS3: {
      preflight: (_request, response) => void response.writeHead(200, { 'x-preflight': 'yes' }).end(),
      allowOrigin: (_request, response) => void response.setHeader('access-control-allow-origin', '*'),
    },
  });
});
afterAll(() => door[Symbol.asyncDispose]());

const minutes = 60_000;
const s3 = (settings = door.client) => new S3Client({ ...settings, forcePathStyle: true });
const sqs = (settings = door.client) => new SQSClient(settings);
const get = (Key: string) => new GetObjectCommand({ Bucket: 'bucket', Key });

const signedRequest = z.object({ path: z.string(), headers: z.record(z.string(), z.string()) });

/** Moves the server's clock for the length of one call. */
async function at<T>(offset: number, run: () => Promise<T>): Promise<T> {
  time = Date.now() + offset;
  try {
    return await run();
  } finally {
    time = Date.now();
  }
}

describe('signatures in the header', () => {
  it('lets the administrator in, to S3 and to JSON services', async () => {
    time = Date.now();
    const object = await s3().send(get('a'));
    expect(await object.Body?.transformToString()).toBe('mirrored');
    expect((await sqs().send(new ListQueuesCommand({}))).QueueUrls).toEqual(['mirror']);
  });

  it.each(['a b', 'ä/ö+ü', "it's (1)*!.txt", '%41', 'a//b', '../x', '=&?#', '🔐'])(
    'agrees with the SDK about the canonical path of the key %s',
    async (key) => {
      expect((await s3().send(get(key))).$metadata.httpStatusCode).toBe(200);
      const url = await getSignedUrl(s3(), get(key));
      // Sent with this value: fetch would resolve the dots of a path.
      expect((await send(door.endpoint, { path: url.slice(door.endpoint.length) })).status).toBe(200);
    },
  );

  it('refuses an unknown key in the words of the protocol', async () => {
    const credentials = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    await expect(s3({ ...door.client, credentials }).send(get('a'))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(sqs({ ...door.client, credentials }).send(new ListQueuesCommand())).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses a wrong secret in the words of the protocol', async () => {
    const credentials = { ...door.client.credentials, secretAccessKey: 'wrong' };
    await expect(s3({ ...door.client, credentials }).send(get('a'))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(sqs({ ...door.client, credentials }).send(new ListQueuesCommand())).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('refuses a clock that is more than 15 minutes off', async () => {
    await expect(at(14 * minutes, () => s3().send(get('a')))).resolves.toBeDefined();
    await expect(at(-14 * minutes, () => s3().send(get('a')))).resolves.toBeDefined();
    for (const offset of [16 * minutes, -16 * minutes]) {
      await expect(at(offset, () => s3().send(get('a')))).rejects.toMatchObject({
        name: 'RequestTimeTooSkewed',
      });
      await expect(at(offset, () => sqs().send(new ListQueuesCommand()))).rejects.toMatchObject({
        name: 'InvalidSignatureException',
      });
    }
  });

  it('refuses another Region than the one it plays', async () => {
    await expect(s3({ ...door.client, region: 'us-east-1' }).send(get('a'))).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      message: expect.stringContaining("'us-east-1' is wrong; expecting 'eu-west-1'"),
    });
  });

  it('refuses a body other than the one that was signed', async () => {
    const client = sqs();
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { body: '{"QueueNamePrefix":"b"}' });
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(client.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('refuses the very request again once its time is over', async () => {
    const sent: { path: string; headers: Record<string, string> }[] = [];
    const client = s3();
    client.middlewareStack.add(
      (next) => (args) => {
        const { path, headers } = signedRequest.parse(args.request);
        sent.push({ path, headers });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(get('replayed'));
    const [recorded = { path: '', headers: {} }] = sent;
    const replay = () => send(door.endpoint, { ...recorded, path: `${recorded.path}?x-id=GetObject` });
    expect((await replay()).status).toBe(200);
    const late = await at(16 * minutes, replay);
    expect([late.status, late.body]).toEqual([
      403,
      expect.stringContaining('<Code>RequestTimeTooSkewed</Code>'),
    ]);
  });

  it('knows a function by its credentials, and only with the right session token', async () => {
    const settings = door.clientOf('reader');
    const answer = await s3(settings).send(get('a'));
    expect(answer.$metadata.httpStatusCode).toBe(200);
    const { sessionToken: _, ...withoutToken } = settings.credentials;
    await expect(s3({ ...settings, credentials: withoutToken }).send(get('a'))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
    const forged = { ...settings.credentials, sessionToken: 'forged' };
    await expect(
      sqs({ ...settings, credentials: forged }).send(new ListQueuesCommand()),
    ).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('answers AccessDenied where IAM does not allow the call', async () => {
    await expect(sqs(door.clientOf('reader')).send(new ListQueuesCommand())).rejects.toMatchObject({
      message:
        'User: arn:aws:sts::000000000000:assumed-role/reader/function is not authorized to perform: sqs:Mirror on resource: arn:aws:sqs:::mirror because no identity-based policy allows the sqs:Mirror action',
    });
  });
});

describe('presigned URLs', () => {
  it('let anyone in who holds them, until they expire', async () => {
    const url = await getSignedUrl(s3(), get('a'), { expiresIn: 60 });
    const answer = await fetch(url);
    expect(answer.headers.get('x-mirror')).toBe(
      `${door.credentials.administrator.principal.arn} query UNSIGNED-PAYLOAD`,
    );
    const late = await at(2 * minutes, () => fetch(url));
    expect(late.status).toBe(403);
    expect(await late.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/);
  });

  it('of functions carry the session token', async () => {
    const url = await getSignedUrl(s3(door.clientOf('reader')), get('a'));
    expect((await fetch(url)).headers.get('x-mirror')).toContain('assumed-role/reader/function');
    const without = new URL(url);
    without.searchParams.delete('X-Amz-Security-Token');
    expect((await fetch(without)).status).toBe(400);
  });

  it('live for a week at the very most', async () => {
    const url = new URL(await getSignedUrl(s3(), get('a'), { expiresIn: 604_800 }));
    expect((await fetch(url)).status).toBe(200);
    url.searchParams.set('X-Amz-Expires', '604801');
    const answer = await fetch(url);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('AuthorizationQueryParametersError');
  });

  it.each([
    ['another key', (url: string) => url.replace('/bucket/a', '/bucket/b')],
    ['another expiry', (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=901')],
    ['one more parameter', (url: string) => `${url}&response-content-type=text/html`],
    [
      'another signature',
      (url: string) => url.replace(/X-Amz-Signature=.{64}/, `X-Amz-Signature=${'0'.repeat(64)}`),
    ],
  ])('do not stand %s', async (_, change) => {
    const answer = await fetch(change(await getSignedUrl(s3(), get('a'))));
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('SignatureDoesNotMatch');
  });

  it('do not stand another method, nor headers of AWS that they did not sign', async () => {
    const url = await getSignedUrl(s3(), get('a'));
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    const answer = await fetch(url, { headers: { 'x-amz-acl': 'public-read' } });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('not signed');
  });

  it.each([
    ['another Region', /eu-west-1%2Fs3/, 'us-east-1%2Fs3', /the region &#39;us-east-1&#39; is wrong/],
    ['another service', /%2Fs3%2F/, '%2Fsqs%2F', /incorrect service &#34;sqs&#34;/],
    ['a service that is not there', /%2Fs3%2F/, '%2Fsns%2F', /incorrect service &#34;sns&#34;/],
  ])('are not for %s', async (_, from, to, reason) => {
    const answer = await fetch((await getSignedUrl(s3(), get('a'))).replace(from, to));
    expect(answer.status).toBe(400);
    const body = await answer.text();
    expect(body).toMatch(/^<\?xml.*\n<Error><Code>AuthorizationQueryParametersError<\/Code>/);
    expect(body).toMatch(reason);
  });

  it('hold the sender to the headers that they signed', async () => {
    const put = new PutObjectCommand({
      Bucket: 'bucket',
      Key: 'a',
      ContentType: 'image/png',
      IfNoneMatch: '*',
    });
    const url = await getSignedUrl(s3({ ...door.client }), put, {
      signableHeaders: new Set(['content-type', 'if-none-match']),
    });
    const upload = (headers: Record<string, string>) => fetch(url, { method: 'PUT', body: 'x', headers });
    expect((await upload({ 'content-type': 'image/png', 'if-none-match': '*' })).status).toBe(200);
    expect((await upload({ 'content-type': 'text/html', 'if-none-match': '*' })).status).toBe(403);
    expect((await upload({ 'content-type': 'image/png' })).status).toBe(403);
  });
});

describe('calls that make no sense', () => {
  const credential = 'AKIA/20261123/eu-west-1/s3/aws4_request';
  const good = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

  it.each([
    ['', 403],
    ['Basic dXNlcjpwYXNz', 400],
    ['AWS4-HMAC-SHA256', 400],
    ['AWS4-HMAC-SHA256 Credential', 400],
    ['AWS4-HMAC-SHA256 Credential=a/b/c', 400],
    [good.replace('host', 'date'), 400],
    [good.replace('Signature=0', 'Signature=x'), 400],
    [good, 400],
  ])('get a clean refusal for the header "%s"', async (authorization, status) => {
    const headers: Record<string, string> = authorization ? { authorization } : {};
    expect((await send(door.endpoint, { path: '/bucket/a', headers })).status).toBe(status);
  });

  it.each([
    '/?X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '/?X-Amz-Signature=x',
    '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=1e9',
    '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=-1',
    '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-Expires=60',
    '/%?X-Amz-Algorithm=%ZZ',
    '//host/x?X-Amz-Algorithm=',
  ])('get a clean refusal for the address %s', async (path) => {
    const answer = await send(door.endpoint, { path });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('AuthorizationQueryParametersError');
  });

  it('get a clean refusal for two signatures at once, in the address and in a header', async () => {
    const url = await getSignedUrl(s3(), get('a'));
    const answer = await fetch(url, { headers: { authorization: good } });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('<Code>InvalidArgument</Code><Message>Only one auth mechanism allowed'),
    ]);
  });

  it('get a clean refusal for a body that is shorter or longer than was declared', async () => {
    const client = sqs();
    const sent: Record<string, string>[] = [];
    client.middlewareStack.add(
      (next) => (args) => {
        sent.push(signedRequest.parse(args.request).headers);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(new ListQueuesCommand({ QueueNamePrefix: 'a' }));
    const [headers = {}] = sent;
    const body = JSON.stringify({ QueueNamePrefix: 'a' });
    const lines = Object.entries(headers).filter(([name]) => name !== 'content-length');
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const post = async (length: number, how: 'end' | 'destroy') => {
      const socket = connect(Number(new URL(door.endpoint).port), '127.0.0.1');
      let answers = '';
      socket.setEncoding('utf8').on('data', (text: string) => {
        answers += text;
      });
      socket.write(`POST / HTTP/1.1\r\n${head}content-length: ${length}\r\n\r\n${body}`);
      if (how === 'end') socket.end();
      else await new Promise((resolve) => setTimeout(resolve, 50));
      if (how === 'destroy') socket.destroy();
      await once(socket, 'close');
      return answers;
    };
    const before = door.reported.length;
    const whole = await post(body.length, 'end');
    expect(whole).toMatch(/^HTTP\/1.1 200 /);
    // What follows the bytes that were declared is no request.
    expect(await post(body.length - 1, 'end')).toMatch(/^HTTP\/1.1 400 /);
    expect(await post(body.length + 1, 'end')).not.toMatch(/^HTTP\/1.1 2/);
    expect(await post(body.length + 1, 'destroy')).toBe('');
    expect(door.reported.slice(before)).toEqual([]);
    expect((await sqs().send(new ListQueuesCommand())).QueueUrls).toEqual(['mirror']);
  });

  it('get a clean refusal for a path that does not decode', async () => {
    const url = await getSignedUrl(s3(), get('a'));
    const { search } = new URL(url);
    const { status, body } = await send(door.endpoint, { path: `/bucket/%zz${search}` });
    expect([status, body]).toEqual([400, expect.stringContaining('<Code>InvalidURI</Code>')]);
  });

  it('get a clean refusal for bytes that are no HTTP', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(Number(new URL(door.endpoint).port), '127.0.0.1', () =>
      socket.write('\x00\x01\r\n\r\n'),
    );
    socket.on('data', (bytes) => resolve(bytes.toString()));
    expect(await promise).toMatch(/^HTTP\/1.1 400 /);
    socket.destroy();
  });

  it('get their answer even while they still send a long body', async () => {
    for (let round = 0; round < 5; round += 1) {
      const response = await fetch(`${door.endpoint}/bucket/key?X-Amz-Signature=none`, {
        method: 'PUT',
        body: Buffer.alloc(8 * 1024 * 1024),
      });
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('AuthorizationQueryParametersError'),
      ]);
    }
  });

  it('get an error that names a service which is not there', async () => {
    const headers = {
      authorization: good.replace('/s3/', '/sns/'),
      'x-amz-date': '20261123T000000Z',
      'x-amz-target': 'SNS.Publish',
    };
    const answer = await send(door.endpoint, { method: 'POST', path: '/', headers });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'UnknownService',
      message: 'The local cloud has no service "sns".',
    });
  });

  it('do not see what broke inside a service', async () => {
    const url = new URL(await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'bucket', Key: 'a' })));
    const client = s3();
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { query: object }).query, { break: '1' });
        return next(args);
      },
      { step: 'build' },
    );
    await expect(client.send(get('a'))).rejects.toMatchObject({
      name: 'InternalError',
      message: expect.not.stringContaining('secret'),
    });
    expect(door.reported).toHaveLength(1);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe('browsers', () => {
  it('send preflights without a signature', async () => {
    const answer = await fetch(`${door.endpoint}/bucket/a`, { method: 'OPTIONS' });
    expect(answer.headers.get('x-preflight')).toBe('yes');
  });

  it('get the name of what is missing for a form, which is signed in its fields', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const { status, body } = await send(door.endpoint, { method: 'POST', path: '/bucket', headers });
    expect(status).toBe(501);
    expect(body).toContain('does not implement POST Object');
  });

  it('may read the errors that the front door gives for S3', async () => {
    const answer = await fetch(`${door.endpoint}/bucket/a`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

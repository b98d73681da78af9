import { readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../index.ts';
import { send } from '../front-door/open-door.ts';
import { createProject, type Project } from './fixture/project.ts';

let project: Project;
let cloud: LocalCloud;
let s3: S3Client;
let bucket: string;
let before: string[];

/** Everything in the project's folder but what is in the data folder, with sizes and times. */
async function surroundings(): Promise<string[]> {
  const names = (await readdir(project.folder, { recursive: true })).filter(
    (name) => !name.startsWith('data'),
  );
  return Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(project.folder, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
}

beforeAll(async () => {
  project = await createProject();
  cloud = await project.start();
  before = await surroundings();
  s3 = new S3Client({
    region: 'eu-west-1',
    endpoint: cloud.awsUrl,
    credentials: cloud.administrator,
    forcePathStyle: true,
  });
  bucket = (await s3.send(new ListBucketsCommand({}))).Buckets?.[0]?.Name ?? '';
}, 30_000);

afterAll(async () => {
  s3?.destroy();
  await cloud?.stop();
  await project?.remove();
});

/** Sends bytes to a port as they are, and gives what comes back until the connection ends. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  // A server that hangs up on what it has not read resets the connection.
  socket.on('error', () => undefined);
  socket.end(bytes, 'latin1');
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

describe('keys that would leave the folder if they were paths', () => {
  it.each([
    '../../x',
    '../../../../../../tmp/x',
    '/etc/passwd',
    '..\\..\\x',
    '%00',
    'a\u0000b',
    '%2e%2e%2fx',
    'con',
    '.',
    '..',
    '🔐'.repeat(256),
  ])('are kept as they are, and lead nowhere else: %j', async (Key) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));
    const read = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect(await read.Body?.transformToString()).toBe('x');
    expect(await surroundings()).toEqual(before);
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  });

  it.each([
    '/..%2f..%2fcredentials',
    '/%2e%2e/%2e%2e/credentials',
    '/../credentials',
    '//credentials',
    '/%00',
  ])("show nothing on the page's port: %s", async (path) => {
    const { status, body } = await send(cloud.pageUrl, { path });
    expect(status).toBe(403);
    expect(body).not.toContain('aws_secret_access_key');
  });

  it('need an address that decodes', async () => {
    const url = new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: 'a' })));
    for (const key of ['%zz', '%', '%ff%fe']) {
      const { status, body } = await send(cloud.awsUrl, { path: `/${bucket}/${key}${url.search}` });
      expect([status, body]).toEqual([400, expect.stringContaining('<Code>InvalidURI</Code>')]);
    }
  });
});

describe('bytes that are no request', () => {
  const head = 'Host: localhost\r\nContent-Length';
  const everywhere: readonly (readonly [name: string, bytes: string])[] = [
    ['rubbish', '\u0000\u0001\u00ff\r\n\r\n'],
    ['the beginning of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['a request cut in its headers', 'GET / HTTP/1.1\r\nHost: local'],
    ['a body cut in the middle', `POST /api/x HTTP/1.1\r\n${head}: 100\r\n\r\nhalf`],
    ['two lengths', `POST /api/x HTTP/1.1\r\n${head}: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a negative length', `POST /api/x HTTP/1.1\r\n${head}: -1\r\n\r\n`],
    [
      'a length and chunks',
      `POST /api/x HTTP/1.1\r\n${head}: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a chunk without a size',
      'POST /api/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    ],
    ['a header with a line break', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['an address that is none', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a tunnel', 'CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'another protocol',
      'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    ],
  ];

  it.each(everywhere)('are refused on every port, and end nothing: %s', async (_, bytes) => {
    for (const url of [cloud.pageUrl, cloud.awsUrl, cloud.mailUrl]) {
      const answer = await raw(url, bytes);
      expect(answer).not.toMatch(/^HTTP\/1.1 5/);
    }
    expect((await fetch(cloud.pageUrl)).status).toBe(200);
    expect((await fetch(`${cloud.mailUrl}/store`)).status).toBe(200);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).not.toEqual([]);
  });
});

it('after all of that nothing was written outside the data folder, and nothing broke inside', async () => {
  expect(await surroundings()).toEqual(before);
  expect(project.records.filter(({ kind }) => kind === 'warning')).toEqual([]);
});

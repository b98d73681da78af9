import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogRecord } from '../../console/index.ts';
import { hangUp, listen } from '../../kit/listen.ts';
import type { HttpAnswer, HttpRequest } from '../../page-port/http-message.ts';
import { createPageServer } from '../../page-port/page-server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(handle: (request: HttpRequest) => Promise<HttpAnswer | undefined>) {
  const records: LogRecord[] = [];
  const server = createPageServer(handle, (record) => records.push(record));
  closers.push(() => hangUp(server));
  return { port: await listen(server, 0, 'port'), records };
}

const answer = (more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  headers: [],
  body: Buffer.from('body'),
  ...more,
});

/** Sends bytes as they are and gives all that comes back. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  const chunks: string[] = [];
  socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  await once(socket, 'close');
  return chunks.join('');
}

describe("the page's port", () => {
  it('hands over the request as it was sent', async () => {
    const seen: HttpRequest[] = [];
    const { port } = await serve(async (request) => {
      seen.push(request);
      return answer();
    });
    await raw(
      port,
      'POST /a%2Fb//c?x=%20&x HTTP/1.1\r\nHost: localhost:1\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    );
    expect(seen).toEqual([
      {
        method: 'POST',
        path: '/a%2Fb//c',
        query: 'x=%20&x',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        body: Buffer.from('hi'),
        headers: [
          ['host', 'localhost:1'],
          ['x-a', '1'],
          ['x-a', '2'],
          ['content-length', '2'],
          ['connection', 'close'],
        ],
      },
    ]);
  });

  it('sends every cookie in a header of its own, and no body for HEAD and 304', async () => {
    const cookies = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ] as const;
    const { port } = await serve(async ({ path }) =>
      answer({ headers: cookies, status: path === '/same' ? 304 : 200 }),
    );
    const head = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' });
    expect([head.headers.getSetCookie(), head.headers.get('content-length'), await head.text()]).toEqual([
      ['a=1', 'b=2'],
      '4',
      '',
    ]);
    expect(await (await fetch(`http://127.0.0.1:${port}/same`)).text()).toBe('');
  });

  it.each(['evil.example', 'localhost.evil.example:80', '127.0.0.1.evil.example', 'evillocalhost', ''])(
    'turns away who was led here by the name %j',
    async (host) => {
      const { port } = await serve(async () => answer());
      expect(await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 421 /,
      );
    },
  );

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1:1', '[::1]:1', 'x1.execute-api.localhost:3000'])(
    'answers to the name %s',
    async (host) => {
      const { port } = await serve(async () => answer());
      expect(await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 200 /,
      );
    },
  );

  it.each([
    ['http://localhost:1/a%2Fb?x=1', '/a%2Fb', 'x=1', 'localhost:1'],
    ['HTTP://127.0.0.1', '/', '', '127.0.0.1'],
    ['http://localhost?x', '/', 'x', 'localhost'],
  ])('serves the path of %s, and the host that it names', async (target, path, query, host) => {
    const seen: HttpRequest[] = [];
    const { port, records } = await serve(async (request) => {
      seen.push(request);
      return answer();
    });
    const head = `GET ${target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await raw(port, head)).toMatch(/^HTTP\/1.1 200 /);
    expect(seen).toMatchObject([{ path, query }]);
    expect(seen[0]?.headers).toContainEqual(['host', host]);
    expect(records).toMatchObject([{ kind: 'request', path }]);
  });

  it.each([
    ['another host as target', 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost', 421],
    ['a host behind a name', 'GET http://localhost@evil.example/ HTTP/1.1\r\nHost: localhost', 421],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost', 400],
    ['two hosts and a third', 'GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example', 400],
    ['all of the server, but for its options', 'GET * HTTP/1.1\r\nHost: localhost', 400],
    ['another scheme', 'GET ftp://localhost/ HTTP/1.1\r\nHost: localhost', 400],
    ['a compressed transfer', 'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked', 501],
    [
      'a compressed transfer in two lines',
      'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked',
      501,
    ],
  ])('refuses %s', async (_, head, status) => {
    let handled = 0;
    const { port } = await serve(async () => {
      handled++;
      return answer();
    });
    const body = head.startsWith('POST') ? '0\r\n\r\n' : '';
    const answered = await raw(port, `${head}\r\nConnection: close\r\n\r\n${body}`);
    expect(answered).toMatch(new RegExp(`^HTTP/1.1 ${status} .*"message"`, 's'));
    expect(handled).toBe(0);
  });

  it('takes a body in chunks, and the question for the options of the whole server', async () => {
    const { port } = await serve(async ({ body, path }) =>
      answer({ body: Buffer.concat([Buffer.from(`${path} `), body]) }),
    );
    const head = 'Host: localhost\r\nConnection: close';
    expect(
      await raw(port, `POST / HTTP/1.1\r\n${head}\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 200 [\s\S]*\/ hi$/);
    expect(await raw(port, `OPTIONS * HTTP/1.1\r\n${head}\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 [\s\S]*\* $/);
  });

  it.each([
    ['bytes that are no HTTP', '\u0000\u0001garbage\r\n\r\n'],
    ['half a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['endless headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('outlives %s', async (_, bytes) => {
    const { port } = await serve(async () => answer());
    await raw(port, bytes).catch(() => undefined);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it('asks for patience while nothing can be answered yet', async () => {
    const { port } = await serve(async () => undefined);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it.each([
    [
      'a header that HTTP cannot carry',
      async () =>
        answer({
          headers: [
            ['x-ok', '1'],
            ['x-bad', 'a\r\nb: c'],
          ],
        }),
    ],
    ['an exception', () => Promise.reject(new Error('secret'))],
  ])('makes an error of %s', async (_, handle) => {
    const { port, records } = await serve(handle);
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect([response.status, await response.json(), response.headers.get('x-ok')]).toEqual([
      500,
      { message: 'Internal Server Error' },
      null,
    ]);
    expect(records).toContainEqual(expect.objectContaining({ kind: 'request', status: 500 }));
  });

  it('goes on after a browser that went away in the middle of its request', async () => {
    const { port } = await serve(async () => answer());
    await raw(port, 'POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nhalf');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });
});

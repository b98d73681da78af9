import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pathPattern } from '../../edge/model/path-pattern.ts';
import {
  type Behavior,
  createDistribution,
  type DistributionOptions,
} from '../../edge/operations/answer-viewer.ts';
import { createEdgeFunction } from '../../edge/operations/edge-function.ts';
import { createApiOrigin } from '../../edge/operations/origins.ts';
import { responseHeadersPolicy } from '../../edge/operations/response-headers.ts';
import { type HttpAnswer, type HttpRequest, headerValue } from '../../page-port/http-message.ts';

const text = (body: string, headers: HttpAnswer['headers'] = [], status = 200): HttpAnswer => ({
  status,
  headers: [['content-type', 'text/html'], ...headers],
  body: Buffer.from(body),
});

function edge(behavior: Partial<Behavior> = {}, options: Partial<DistributionOptions> = {}) {
  const asked: HttpRequest[] = [];
  const warnings: string[] = [];
  const base: Behavior = {
    matches: () => true,
    allowedMethods: new Set(['GET', 'HEAD']),
    origin: async (request) => text(request.path),
    viewerRequest: undefined,
    viewerResponse: undefined,
    changeHeaders: (headers) => headers,
    compresses: false,
    ...behavior,
  };
  const origin: Behavior['origin'] = (request) => {
    asked.push(request);
    return base.origin(request);
  };
  const distribution = createDistribution({
    behaviors: [{ ...base, origin }],
    defaultRootObject: 'index.html',
    errorPages: new Map(),
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  const send = (request: Partial<HttpRequest> = {}) =>
    distribution({
      method: 'GET',
      path: '/',
      query: '',
      headers: [],
      body: Buffer.alloc(0),
      protocol: 'HTTP/1.1',
      sourceIp: '198.51.100.7',
      ...request,
    });
  return { send, asked, warnings };
}

function edgeFunction(code: string, lines: string[] = [], mostMilliseconds = 2000) {
  return createEdgeFunction({
    name: 'probe',
    code,
    distribution: { id: 'E1', domainName: 'localhost:3000' },
    onLine: (line) => lines.push(line),
    mostMilliseconds,
  });
}

describe('path patterns', () => {
  it.each([
    ['/api/*', '/api/files/1', true],
    ['/api/*', '/api', false],
    ['api/*', '/api/x', true],
    ['*.jpg', '/a/b.jpg', true],
    ['*.jpg', '/a/bxjpg', false],
    ['/a?c', '/abc', true],
    ['/a?c', '/ac', false],
    ['/(x)+', '/(x)+', true],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(pathPattern(pattern).test(path)).toBe(expected);
  });
});

describe('a distribution', () => {
  it('asks the first behaviour whose pattern matches', async () => {
    const named = (name: string, pattern: RegExp): Behavior => ({
      matches: (path) => pattern.test(path),
      allowedMethods: new Set(['GET']),
      origin: async () => text(name),
      viewerRequest: undefined,
      viewerResponse: undefined,
      changeHeaders: (headers) => headers,
      compresses: false,
    });
    const { send } = edge(
      {},
      { behaviors: [named('api', /^\/api/), named('never', /^\/api\/x/), named('page', /^/)] },
    );
    expect([
      (await send({ path: '/api/x' })).body.toString(),
      (await send({ path: '/x' })).body.toString(),
    ]).toEqual(['api', 'page']);
  });

  it('serves the default root object for the root only', async () => {
    const { send } = edge();
    expect((await send({ path: '/' })).body.toString()).toBe('/index.html');
    expect((await send({ path: '/deep/' })).body.toString()).toBe('/deep/');
  });

  it('refuses methods that the behaviour does not allow', async () => {
    const { send, asked } = edge();
    expect((await send({ method: 'POST' })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('accepts URLs of up to 8,192 bytes', async () => {
    const { send, asked } = edge();
    const headers = [['host', 'localhost']] as const;
    const longest = 8192 - 'https://localhost/'.length;
    const ask = async (request: Partial<HttpRequest>) => (await send({ headers, ...request })).status;
    expect(await ask({ path: `/${'x'.repeat(longest)}` })).toBe(200);
    expect(await ask({ query: 'x'.repeat(longest - 1) })).toBe(200);
    expect(asked).toHaveLength(2);
    expect(await ask({ path: `/${'x'.repeat(longest + 1)}` })).toBe(413);
    expect(await ask({ query: 'x'.repeat(longest) })).toBe(413);
    expect(asked).toHaveLength(2);
  });

  it('refuses a GET with a body', async () => {
    const { send, asked } = edge({ allowedMethods: new Set(['GET', 'POST']) });
    const body = Buffer.from('x');
    expect((await send({ body })).status).toBe(403);
    expect(asked).toEqual([]);
    expect((await send({ method: 'POST', body })).status).toBe(200);
  });

  it('answers 304 if the viewer has the same answer, also compressed', async () => {
    const { send } = edge({
      origin: async () => text('x'.repeat(2000), [['etag', '"abc"']]),
      compresses: true,
    });
    for (const known of ['"abc"', 'W/"abc"', '"x", "abc"', '*']) {
      const answer = await send({
        headers: [
          ['if-none-match', known],
          ['accept-encoding', 'gzip'],
        ],
      });
      expect([answer.status, answer.body.length, headerValue(answer.headers, 'etag')]).toEqual([
        304,
        0,
        'W/"abc"',
      ]);
    }
    expect((await send({ headers: [['if-none-match', '"other"']] })).status).toBe(200);
  });

  it('replaces an error by its error page, with the configured status', async () => {
    const errorPages = new Map([[403, { path: '/index.html', status: 200 }]]);
    const { send } = edge(
      { origin: async ({ path }) => (path === '/index.html' ? text('page') : text('denied', [], 403)) },
      { errorPages },
    );
    expect(await send({ path: '/gone' })).toMatchObject({ status: 200, body: Buffer.from('page') });
  });

  it('answers 502 if the origin fails, and reports the reason only to the terminal', async () => {
    const { send, warnings } = edge({ origin: () => Promise.reject(new Error('no route')) });
    const answer = await send();
    expect(answer.status).toBe(502);
    expect(answer.body.toString()).not.toContain('no route');
    expect(warnings).toEqual(['no route']);
  });
});

describe('compression', () => {
  const body = 'Encrypt5 '.repeat(200);
  it.each([
    ['br', 'gzip, deflate, br', (data: Buffer) => brotliDecompressSync(data)],
    ['gzip', 'gzip;q=0.5, br;q=0', (data: Buffer) => gunzipSync(data)],
  ])('uses %s for a viewer that accepts %s', async (encoding, accepted, open) => {
    const { send } = edge({ origin: async () => text(body, [['etag', '"a"']]), compresses: true });
    const answer = await send({ headers: [['accept-encoding', accepted]] });
    expect(headerValue(answer.headers, 'content-encoding')).toBe(encoding);
    expect(headerValue(answer.headers, 'etag')).toBe('W/"a"');
    expect(open(answer.body).toString()).toBe(body);
  });

  it.each([
    [
      'pictures',
      { headers: [['content-type', 'image/png']] as const, body: Buffer.alloc(5000), status: 200 },
    ],
    ['what is small', text('x'.repeat(999))],
    ['what is encoded already', text(body, [['content-encoding', 'gzip']])],
    ['errors', text(body, [], 404)],
  ])('does not compress %s', async (_, answer) => {
    const { send } = edge({ origin: async () => answer, compresses: true });
    expect((await send({ headers: [['accept-encoding', 'br']] })).body).toEqual(answer.body);
  });
});

describe('a function on the viewer request', () => {
  it('treats names with a meaning in JavaScript as any other, and keeps requests apart', async () => {
    const lines: string[] = [];
    const viewerRequest = edgeFunction(
      'function handler({ request }) { console.log(JSON.stringify(request)); return request; }',
      lines,
    );
    const { send, asked } = edge({ viewerRequest });
    const query = '__proto__=1&constructor=2&toString=3';
    await send({
      query,
      headers: [
        ['__proto__', 'h'],
        ['cookie', '__proto__=c; constructor=d'],
      ],
    });
    expect(asked[0]?.query).toContain('constructor=2&toString=3');
    expect(lines[0]).toContain('"querystring":{"__proto__":{"value":"1"},"constructor":{"value":"2"}');
    expect(lines[0]).toContain('"cookies":{"__proto__":{"value":"c"},"constructor":{"value":"d"}}');
    expect((await send({ query: 'a=1' })).status).toBe(200);
    expect(asked[1]).toMatchObject({ query: 'a=1', headers: [] });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('sees the documented event and may change the request', async () => {
    const lines: string[] = [];
    const viewerRequest = edgeFunction(
      `function handler(event) {
        console.log(JSON.stringify(event));
        var request = event.request;
        request.uri = '/index.html';
        request.headers['x-address'] = { value: event.viewer.ip };
        delete request.headers['x-secret'];
        request.cookies.more = { value: '3' };
        request.querystring.added = { value: 'yes' };
        return request;
      }`,
      lines,
    );
    const { send, asked } = edge({ viewerRequest });
    await send({
      path: '/some%20path',
      query: 'a=1&a=2&b',
      headers: [
        ['host', 'localhost:3000'],
        ['cookie', 'one=1; two=2'],
        ['x-secret', 'guess'],
        ['x-many', '1'],
        ['x-many', '2'],
      ],
    });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      version: '1.0',
      context: {
        distributionDomainName: 'localhost:3000',
        distributionId: 'E1',
        eventType: 'viewer-request',
        requestId: expect.any(String),
      },
      viewer: { ip: '198.51.100.7' },
      request: {
        method: 'GET',
        uri: '/some%20path',
        querystring: { a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] }, b: { value: '' } },
        headers: {
          host: { value: 'localhost:3000' },
          'x-secret': { value: 'guess' },
          'x-many': { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
        },
        cookies: { one: { value: '1' }, two: { value: '2' } },
      },
    });
    expect(asked[0]).toMatchObject({
      path: '/index.html',
      query: 'a=1&a=2&b&added=yes',
      headers: [
        ['host', 'localhost:3000'],
        ['x-many', '1'],
        ['x-many', '2'],
        ['x-address', '198.51.100.7'],
        ['cookie', 'one=1; two=2; more=3'],
      ],
    });
  });

  it('can answer the request', async () => {
    const viewerRequest = edgeFunction(`async function handler() {
      return { statusCode: 302, headers: { location: { value: '/new' } }, cookies: { seen: { value: '1', attributes: 'Secure' } }, body: { encoding: 'base64', data: 'aGk=' } };
    }`);
    const { send, asked } = edge({ viewerRequest });
    expect(await send()).toEqual({
      status: 302,
      headers: [
        ['location', '/new'],
        ['set-cookie', 'seen=1; Secure'],
      ],
      body: Buffer.from('hi'),
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['throws', 'function handler() { throw new Error("broken"); }'],
    ['returns nothing', 'function handler() {}'],
    ['never ends', 'function handler() { for (;;); }'],
    ['never ends while it waits', 'async function handler() { for (;;) await null; }'],
    ['waits for nothing', 'function handler() { return new Promise(() => {}); }'],
    ['reaches for Node', 'function handler(event) { process.exit(); return event.request; }'],
    ['makes code of text', 'function handler(event) { new Function("return 1")(); return event.request; }'],
  ])('makes a 503 if it %s', async (_, code) => {
    const { send, warnings } = edge({ viewerRequest: edgeFunction(code, [], 200) });
    expect((await send()).status).toBe(503);
    expect(warnings[0]).toContain('the CloudFront function probe failed');
  });
});

describe('a function on the viewer response', () => {
  it('can change status, headers and cookies, but does not run for errors', async () => {
    const viewerResponse = edgeFunction(`function handler(event) {
      var response = event.response;
      response.headers['x-seen'] = { value: event.request.uri + ' ' + response.cookies.a.attributes };
      return response;
    }`);
    const { send } = edge({
      viewerResponse,
      origin: async ({ path }) =>
        path === '/bad' ? text('bad', [], 500) : text('body', [['set-cookie', 'a=1; Path=/; Secure']]),
    });
    const answer = await send({ path: '/x' });
    expect(headerValue(answer.headers, 'x-seen')).toBe('/x Path=/; Secure');
    expect(headerValue(answer.headers, 'set-cookie')).toBe('a=1; Path=/; Secure');
    expect(answer.body.toString()).toBe('body');
    expect(await send({ path: '/bad' })).toMatchObject({ status: 500 });
  });
});

describe('a response headers policy', () => {
  it('sets security headers and custom headers, and overrides only if configured', () => {
    const change = responseHeadersPolicy({
      Name: 'p',
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'", Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY', Override: false },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
        StrictTransportSecurity: {
          AccessControlMaxAgeSec: 60,
          IncludeSubdomains: true,
          Preload: true,
          Override: true,
        },
      },
      CustomHeadersConfig: { Items: [{ Header: 'Permissions-Policy', Value: 'usb=()', Override: true }] },
      RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
    });
    expect(
      Object.fromEntries(
        change([
          ['server', 'x'],
          ['x-frame-options', 'SAMEORIGIN'],
          ['content-security-policy', 'loose'],
          ['etag', '"1"'],
        ]),
      ),
    ).toEqual({
      etag: '"1"',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=60; includeSubDomains; preload',
      'permissions-policy': 'usb=()',
    });
  });
});

describe('an HTTP API as origin', () => {
  async function forwarded(forwardsViewer: boolean): Promise<HttpRequest | undefined> {
    let seen: HttpRequest | undefined;
    const origin = createApiOrigin({
      handle: async (request) => {
        seen = request;
        return text('');
      },
      forwardsViewer,
      customHeaders: [['x-origin', 'real']],
      originPath: '',
    });
    await edge({ origin }).send({
      path: '/api/x',
      query: 'a=1',
      headers: [
        ['host', 'localhost'],
        ['cookie', 'a=1'],
        ['authorization', 'Bearer x'],
        ['x-origin', 'forged'],
        ['x-forwarded-for', '1.2.3.4'],
        ['connection', 'close'],
      ],
    });
    return seen;
  }

  it('receives everything from the viewer except Host, and the origin’s custom headers', async () => {
    expect(await forwarded(true)).toMatchObject({
      path: '/api/x',
      query: 'a=1',
      headers: [
        ['cookie', 'a=1'],
        ['authorization', 'Bearer x'],
        ['x-forwarded-for', '1.2.3.4, 198.51.100.7'],
        ['x-origin', 'real'],
      ],
    });
  });

  it('receives almost nothing without an origin request policy', async () => {
    expect(await forwarded(false)).toMatchObject({
      query: '',
      headers: [
        ['user-agent', 'Amazon CloudFront'],
        ['x-forwarded-for', '1.2.3.4, 198.51.100.7'],
        ['x-origin', 'real'],
      ],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpApis } from '../../http-api/index.ts';
import { createHttpApi, type HttpApiOptions } from '../../http-api/operations/answer-request.ts';
import { createIam } from '../../iam/index.ts';
import { serviceAccess } from '../../iam/service-access.ts';
import { createPermissionProvider, type Outcome, ThrottledError } from '../../lambda/index.ts';
import type { HttpAnswer, HttpRequest } from '../../page-port/http-message.ts';

const everything = { authorize: () => undefined, allows: () => true };

interface Call {
  readonly functionArn: string;
  readonly event: Record<string, unknown>;
}

function api(
  settings: Partial<HttpApiOptions> & { readonly answers?: unknown; readonly keys?: readonly string[] } = {},
) {
  const calls: Call[] = [];
  const warnings: string[] = [];
  const { answers = { statusCode: 200, body: 'ok' }, keys = ['$default'], ...options } = settings;
  const handle = createHttpApi({
    apiId: 'abc123',
    stage: '$default',
    stageVariables: {},
    cors: undefined,
    routes: new Map(keys.map((key) => [key, { functionArn: key, timeoutMilliseconds: 1000 }])),
    defaultThrottle: undefined,
    throttles: new Map(),
    access: () => everything,
    invoke: async (functionArn, payload): Promise<Outcome> => {
      calls.push({ functionArn, event: z.record(z.string(), z.unknown()).parse(JSON.parse(payload)) });
      return { ok: true, payload: JSON.stringify(answers), peakBytes: 0 };
    },
    onWarning: (text) => warnings.push(text),
    now: () => Date.UTC(2026, 10, 23, 18, 40, 5, 123),
    ...options,
  });
  return {
    calls,
    warnings,
    send: (request: Partial<HttpRequest> = {}) =>
      handle({
        method: 'GET',
        path: '/',
        query: '',
        headers: [],
        body: Buffer.alloc(0),
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        ...request,
      }),
  };
}

function shown(answer: HttpAnswer) {
  const headers = Object.fromEntries(answer.headers.filter(([name]) => name !== 'apigw-requestid'));
  return { status: answer.status, headers, body: answer.body.toString() };
}

const message = (status: number, text: string) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: text }),
});

describe('choosing a route', () => {
  const keys = [
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'ANY /{proxy+}',
    '$default',
    'POST /pets/{kind}/{id}',
    'ANY /pets/cat',
    'GET /pets/cat',
  ];
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['GET', '/pets/dog/a%2Fb%20c', 'GET /pets/dog/{id}', { id: 'a/b c' }],
    ['GET', '/pets/bird/3', 'GET /pets/{proxy+}', { proxy: 'bird/3' }],
    ['GET', '/pets/dog/1/x', 'GET /pets/{proxy+}', { proxy: 'dog/1/x' }],
    ['POST', '/pets/dog/1', 'POST /pets/{kind}/{id}', { kind: 'dog', id: '1' }],
    ['POST', '/pets/bird', 'ANY /{proxy+}', { proxy: 'pets/bird' }],
    ['GET', '/pets/cat', 'GET /pets/cat', undefined],
    ['PUT', '/pets/cat', 'ANY /pets/cat', undefined],
    ['HEAD', '/pets/cat', 'ANY /pets/cat', undefined],
    ['HEAD', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
    ['GET', '/', '$default', undefined],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
  ])('leads %s %s to %s', async (method, path, key, pathParameters) => {
    const { send, calls } = api({ keys });
    await send({ method, path });
    expect(calls[0]).toMatchObject({ functionArn: key, event: { routeKey: key } });
    expect(calls[0]?.event['pathParameters']).toEqual(pathParameters);
  });

  it('answers Not Found if none matches', async () => {
    const { send } = api({ keys: ['GET /files/{id}'] });
    for (const request of [
      { path: '/files' },
      { path: '/files/' },
      { path: '/files/1/' },
      { path: '/files/1', method: 'POST' },
      { path: '/files/1', method: 'HEAD' },
    ]) {
      expect(shown(await send(request))).toEqual(message(404, 'Not Found'));
    }
  });

  it('uses the first segment as the stage, except for $default', async () => {
    const { send, calls } = api({ keys: ['GET /files'], stage: 'beta', stageVariables: { colour: 'red' } });
    expect((await send({ path: '/files' })).status).toBe(404);
    await send({ path: '/beta/files' });
    expect(calls[0]?.event).toMatchObject({
      rawPath: '/beta/files',
      stageVariables: { colour: 'red' },
      requestContext: { stage: 'beta' },
    });
  });
});

describe('the event of payload format 2.0', () => {
  it('has exactly the documented members', async () => {
    const { send, calls } = api({ keys: ['POST /api/files/{id}'] });
    await send({
      method: 'POST',
      path: '/api/files/a%20b',
      query: 'q=one%20two&q=three&empty=&plus=a+b',
      headers: [
        ['host', 'localhost:3000'],
        ['cookie', 'a=1; b=2'],
        ['cookie', 'c=3'],
        ['x-many', '1'],
        ['x-many', '2'],
        ['user-agent', 'test'],
        ['content-type', 'application/json'],
        ['x-forwarded-for', '203.0.113.9'],
      ],
      body: Buffer.from('{"ä":1}'),
    });
    const event = calls[0]?.event;
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /api/files/{id}',
      rawPath: '/api/files/a b',
      rawQueryString: 'q=one%20two&q=three&empty=&plus=a+b',
      cookies: ['a=1', 'b=2', 'c=3'],
      headers: {
        host: 'abc123.execute-api.eu-west-1.amazonaws.com',
        'x-many': '1,2',
        'user-agent': 'test',
        'content-type': 'application/json',
        'content-length': '8',
        'x-forwarded-for': '203.0.113.9, 127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { q: 'one two,three', empty: '', plus: 'a b' },
      pathParameters: { id: 'a b' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'abc123',
        domainName: 'abc123.execute-api.eu-west-1.amazonaws.com',
        domainPrefix: 'abc123',
        http: {
          method: 'POST',
          path: '/api/files/a b',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey: 'POST /api/files/{id}',
        stage: '$default',
        time: '23/Nov/2026:18:40:05 +0000',
        timeEpoch: Date.UTC(2026, 10, 23, 18, 40, 5, 123),
      },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
  });

  it('has no members for absent parts of a request', async () => {
    const { send, calls } = api();
    await send();
    const event = calls[0]?.event;
    expect(Object.keys(event ?? {}).sort()).toEqual([
      'headers',
      'isBase64Encoded',
      'rawPath',
      'rawQueryString',
      'requestContext',
      'routeKey',
      'version',
    ]);
  });

  it.each([
    ['text/plain; charset=utf-8', false],
    ['application/problem+json', false],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
  ])('carries a body of %s in base64: %s', async (type, encoded) => {
    const { send, calls } = api();
    const body = Buffer.from('a=1');
    await send({ method: 'POST', headers: [['content-type', type]], body });
    expect(calls[0]?.event).toMatchObject({
      isBase64Encoded: encoded,
      body: body.toString(encoded ? 'base64' : 'utf8'),
    });
  });
});

describe('the answer of a function', () => {
  it.each([
    [
      'nothing but a body',
      { statusCode: 200, body: 'hi' },
      { status: 200, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: 'hi' },
    ],
    [
      'headers of any case and type',
      { statusCode: '201', headers: { 'Content-Type': 'text/html', 'X-Count': 3 }, body: '<p>' },
      { status: 201, headers: { 'content-type': 'text/html', 'x-count': '3' }, body: '<p>' },
    ],
    ['no body', { statusCode: 204 }, { status: 204, headers: {}, body: '' }],
    [
      'base64',
      { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AAH/', isBase64Encoded: true },
      { status: 200, headers: { 'content-type': 'image/png' }, body: Buffer.from([0, 1, 255]).toString() },
    ],
    [
      'an object without statusCode',
      { ok: true },
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' },
    ],
    ['a string', 'hello', { status: 200, headers: { 'content-type': 'application/json' }, body: 'hello' }],
    ['null', null, { status: 200, headers: { 'content-type': 'application/json' }, body: 'null' }],
    ['a statusCode that is none', { statusCode: 'fine' }, message(500, 'Internal Server Error')],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }, message(500, 'Internal Server Error')],
  ])('is converted with %s', async (_, answers, expected) => {
    expect(shown(await api({ answers }).send())).toEqual(expected);
  });

  it('sets each cookie in its own header', async () => {
    const answer = await api({ answers: { statusCode: 200, cookies: ['a=1; Secure', 'b=2'] } }).send();
    expect(answer.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1; Secure'],
      ['set-cookie', 'b=2'],
    ]);
  });

  it('carries the id of the request', async () => {
    const { send, calls } = api();
    const id = (await send()).headers.find(([name]) => name === 'apigw-requestid')?.[1];
    expect(calls[0]?.event['requestContext']).toMatchObject({ requestId: id });
  });
});

describe('a failure', () => {
  it('of the function is an Internal Server Error', async () => {
    const error = { errorType: 'Error', errorMessage: 'secret detail', trace: [] };
    const { send } = api({ invoke: async () => ({ ok: false, error, peakBytes: 0 }) });
    expect(shown(await send())).toEqual(message(500, 'Internal Server Error'));
  });

  it('is Service Unavailable if the function takes too long', async () => {
    const routes = new Map([['$default', { functionArn: 'f', timeoutMilliseconds: 20 }]]);
    const { send } = api({ routes, invoke: () => new Promise(() => undefined) });
    expect(shown(await send())).toEqual(message(503, 'Service Unavailable'));
  });

  it('is Service Unavailable if the function is throttled', async () => {
    const { send } = api({ invoke: () => Promise.reject(new ThrottledError()) });
    expect(shown(await send())).toEqual(message(503, 'Service Unavailable'));
  });
});

describe('throttling', () => {
  it('allows the burst and then the rate, for each route', async () => {
    let now = 0;
    const { send } = api({
      keys: ['GET /a', 'GET /b'],
      defaultThrottle: { burst: 2, rate: 1 },
      throttles: new Map([['GET /b', { burst: 1, rate: 1 }]]),
      now: () => now,
    });
    const statuses = async (path: string, count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => send({ path })));
      return answers.map(({ status }) => status);
    };
    expect(await statuses('/a', 3)).toEqual([200, 200, 429]);
    expect(await statuses('/b', 2)).toEqual([200, 429]);
    now = 1000;
    expect(await statuses('/a', 2)).toEqual([200, 429]);
    expect(shown(await send({ path: '/a' }))).toEqual(message(429, 'Too Many Requests'));
  });

  it.each([
    [{ DefaultRouteSettings: { ThrottlingBurstLimit: 5 } }, 'DefaultRouteSettings.ThrottlingRateLimit'],
    [{ DefaultRouteSettings: { ThrottlingRateLimit: 5 } }, 'DefaultRouteSettings.ThrottlingBurstLimit'],
    [
      { RouteSettings: { $default: { ThrottlingRateLimit: 5 } } },
      'RouteSettings.$default.ThrottlingBurstLimit',
    ],
  ])('with only one limit is refused by name: %j', async (settings, property) => {
    const { providers } = createHttpApis({
      pagePort: 1,
      access: () => everything,
      invoke: () => Promise.reject(new Error('called')),
      onWarning: () => undefined,
      now: Date.now,
    });
    const stage = providers.find(({ type }) => type === 'AWS::ApiGatewayV2::Stage');
    const properties = { ApiId: 'abc123', StageName: '$default', AutoDeploy: true, ...settings };
    const provisioned = stage?.provision({ logicalId: 'Stage', physicalName: 'stage', properties });
    await expect(provisioned).rejects.toThrow(
      `Stage (AWS::ApiGatewayV2::Stage): the local cloud does not support the property ${property}`,
    );
  });
});

describe('a function', () => {
  const web = 'arn:aws:lambda:eu-west-1:000000000000:function:web';
  const source = 'arn:aws:execute-api:eu-west-1:000000000000:abc123';

  /**
   * What an API answers whose only route leads to a function with such a permission, and how often the function is invoked.
   */
  async function askUnder(routeKey: string, permission: object | undefined) {
    const iam = createIam('arn:aws:iam::000000000000:user/admin');
    const provider = createPermissionProvider(iam.setResourcePolicy);
    const properties = {
      FunctionName: web,
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      ...permission,
    };
    if (permission) await provider.provision({ logicalId: 'May', physicalName: 'may', properties });
    const { send, calls, warnings } = api({
      routes: new Map([[routeKey, { functionArn: web, timeoutMilliseconds: 1000 }]]),
      access: (routeArn) => serviceAccess(iam, 'apigateway.amazonaws.com', routeArn),
    });
    return [shown(await send({ path: '/pets/1' })), calls.length, warnings];
  }

  it.each<[string, object]>([
    ['GET /pets/{id}', {}],
    ['GET /pets/{id}', { FunctionName: 'web', SourceArn: `${source}/*/*/*` }],
    ['GET /pets/{id}', { SourceArn: `${source}/$default/GET/pets/{id}`, SourceAccount: '000000000000' }],
    ['ANY /{proxy+}', { SourceArn: `${source}/*/*/{proxy+}` }],
    ['$default', { SourceArn: `${source}/*/$default` }],
  ])('answers at %s if its policy allows the API: %o', async (routeKey, permission) => {
    expect(await askUnder(routeKey, permission)).toEqual([expect.objectContaining({ status: 200 }), 1, []]);
  });

  it.each<[string, object | undefined]>([
    ['GET /pets/{id}', undefined],
    ['GET /pets/{id}', { Principal: 'events.amazonaws.com' }],
    ['GET /pets/{id}', { Action: 'lambda:GetFunction' }],
    ['GET /pets/{id}', { FunctionName: 'other' }],
    ['GET /pets/{id}', { SourceArn: `${source}/*/POST/pets/{id}` }],
    ['GET /pets/{id}', { SourceArn: `${source.replace('abc', 'xyz')}/*/*/*` }],
    ['GET /pets/{id}', { SourceAccount: '111111111111' }],
    ['$default', { SourceArn: `${source}/*/*/*` }],
  ])(
    'is not invoked at %s if its policy does not allow it, and a warning says why: %o',
    async (routeKey, permission) => {
      const why =
        /^GET \/pets\/1: .*apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction/;
      expect(await askUnder(routeKey, permission)).toEqual([
        message(500, 'Internal Server Error'),
        0,
        [expect.stringMatching(why)],
      ]);
    },
  );

  it('has no permissions for versions or aliases, nor others that are not supported', async () => {
    await expect(askUnder('$default', { FunctionName: `${web}:live` })).rejects.toThrow('FunctionName');
    await expect(askUnder('$default', { PrincipalOrgID: 'o-1' })).rejects.toThrow('PrincipalOrgID');
  });
});

describe('CORS of the API', () => {
  const cors = {
    allowOrigins: ['https://page.example'],
    allowMethods: ['GET', 'PUT'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['etag'],
    allowCredentials: true,
    maxAge: 60,
  };

  it('answers a preflight request without a function', async () => {
    const { send, calls } = api({ cors });
    const answer = await send({
      method: 'OPTIONS',
      headers: [
        ['origin', 'https://page.example'],
        ['access-control-request-method', 'PUT'],
      ],
    });
    expect(shown(answer)).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://page.example',
        vary: 'Origin',
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'etag',
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'authorization',
        'access-control-max-age': '60',
      },
      body: '',
    });
    expect(calls).toEqual([]);
  });

  it('sends no headers to other origins, and replaces those of the function', async () => {
    const { send } = api({
      cors,
      answers: { statusCode: 200, headers: { 'access-control-allow-origin': '*' } },
    });
    const names = (await send({ headers: [['origin', 'https://other.example']] })).headers.map(
      ([name]) => name,
    );
    expect(names.filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

import { ACCOUNT, REGION } from '../../kit/resource.ts';
import { type HeaderList, type HttpRequest, headerValue } from '../../page-port/http-message.ts';
import { decodePath } from '../model/route-table.ts';

export interface ApiEventContext {
  readonly apiId: string;
  readonly stage: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly now: Date;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TEXT = /^(text\/|application\/(json|xml|javascript)\b|application\/[\w.+-]+\+(json|xml)\b)/i;

/**
 * The event of an HTTP API for a function, payload format 2.0: the path decoded, the query as sent and decoded with
 * repeated names joined by commas, cookies apart from the headers, a body that is no text in base64.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function apiEvent(request: HttpRequest, context: ApiEventContext): object {
  const domainPrefix = context.apiId;
  const domainName = `${domainPrefix}.execute-api.${REGION}.amazonaws.com`;
  const rawPath = decodePath(request.path);
  const cookies = cookiesOf(request.headers);
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers: eventHeaders(request, domainName),
    ...(request.query !== '' && {
      queryStringParameters: joinByName([...new URLSearchParams(request.query)]),
    }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: context.apiId,
      domainName,
      domainPrefix,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headerValue(request.headers, 'user-agent') ?? '',
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: context.stage,
      time: commonLogTime(context.now),
      timeEpoch: context.now.getTime(),
    },
    ...(Object.keys(context.pathParameters).length > 0 && { pathParameters: context.pathParameters }),
    ...(Object.keys(context.stageVariables).length > 0 && { stageVariables: context.stageVariables }),
    ...bodyFields(request),
  };
}

function cookiesOf(headers: HeaderList): string[] {
  return headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
}

/** Drops headers of the connection and adds the source of the request. */
function eventHeaders(request: HttpRequest, domainName: string): Record<string, string> {
  const forwarded = headerValue(request.headers, 'x-forwarded-for');
  const passed = request.headers.filter(
    ([name]) => !['cookie', 'connection', 'transfer-encoding', 'keep-alive'].includes(name),
  );
  return {
    ...joinByName(passed),
    host: domainName,
    'content-length': String(request.body.length),
    'x-forwarded-for': forwarded === undefined ? request.sourceIp : `${forwarded}, ${request.sourceIp}`,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

function joinByName(pairs: HeaderList): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of pairs) {
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]},${value}` : value;
  }
  return joined;
}

function bodyFields({ headers, body }: HttpRequest): {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
} {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = headerValue(headers, 'content-type');
  const isText =
    (type === undefined || TEXT.test(type)) && headerValue(headers, 'content-encoding') === undefined;
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** `23/Nov/2026:18:40:00 +0000` */
function commonLogTime(date: Date): string {
  const [year, , day] = date.toISOString().slice(0, 10).split('-');
  return `${day}/${MONTHS[date.getUTCMonth()]}/${year}:${date.toISOString().slice(11, 19)} +0000`;
}

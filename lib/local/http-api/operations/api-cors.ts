import {
  type HeaderList,
  type HttpAnswer,
  type HttpRequest,
  headerValue,
} from '../../page-port/http-message.ts';

/** The CORS configuration of an HTTP API, which then answers preflight requests. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number | undefined;
}

/** @returns the answer to a preflight request, or undefined for another request */
export function answerPreflight(cors: Cors, request: HttpRequest): HttpAnswer | undefined {
  const asks = headerValue(request.headers, 'access-control-request-method');
  if (request.method !== 'OPTIONS' || asks === undefined) return undefined;
  const origin = corsHeaders(cors, request);
  const more: HeaderList =
    origin.length === 0
      ? []
      : [
          ['access-control-allow-methods', cors.allowMethods.join(',')],
          ['access-control-allow-headers', cors.allowHeaders.join(',')],
          ...(cors.maxAge === undefined ? [] : [['access-control-max-age', String(cors.maxAge)] as const]),
        ];
  return { status: 204, headers: [...origin, ...more], body: Buffer.alloc(0) };
}

/** The headers of an answer to an allowed origin. */
export function corsHeaders(cors: Cors, request: HttpRequest): HeaderList {
  const origin = headerValue(request.headers, 'origin');
  if (origin === undefined) return [];
  const any = cors.allowOrigins.includes('*');
  if (!any && !cors.allowOrigins.includes(origin)) return [];
  return [
    ['access-control-allow-origin', any ? '*' : origin],
    ...(any ? [] : [['vary', 'Origin'] as const]),
    ...(cors.allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
    ...(cors.exposeHeaders.length > 0
      ? [['access-control-expose-headers', cors.exposeHeaders.join(',')] as const]
      : []),
  ];
}

import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Logger } from '#aws';
import type { HttpResult } from './http-event.ts';

/** One line for every request: route, status, duration. No path (it holds ids), no query, no header, no body. */
export function logRequests(
  logger: Logger,
  now: () => Date,
): MiddlewareObj<APIGatewayProxyEventV2, HttpResult> {
  const startedAt = new WeakMap<object, number>();
  const log = (request: {
    event: APIGatewayProxyEventV2;
    context: object;
    response?: HttpResult | null | undefined;
  }) => {
    const began = startedAt.get(request.context);
    logger.info('request', {
      route: request.event.routeKey,
      status: request.response?.statusCode,
      ...(began !== undefined && { ms: now().getTime() - began }),
    });
  };
  return {
    before: (request) => {
      startedAt.set(request.context, now().getTime());
    },
    after: log,
    onError: log,
  };
}

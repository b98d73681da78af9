import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Counters } from '#aws';
import { type HttpService, routes } from '#contract';
import type { HttpResult } from './http-event.ts';

const LOGIN = `${routes.login.method} /api${routes.login.path}`;

/** Counts each request, and adds what was counted meanwhile to the figures of the whole vault. */
export function countRequests(
  service: HttpService,
  counters: Counters,
  now: () => Date,
): MiddlewareObj<APIGatewayProxyEventV2, HttpResult> {
  const startedAt = new WeakMap<object, number>();
  const count = async (request: {
    event: APIGatewayProxyEventV2;
    context: object;
    response?: HttpResult | null | undefined;
  }) => {
    const began = startedAt.get(request.context);
    if (began !== undefined)
      counters.observe('http_request_seconds', service, (now().getTime() - began) / 1000);
    if (request.event.routeKey === LOGIN)
      counters.add('logins_total', request.response?.statusCode === 200 ? 'accepted' : 'refused');
    await counters.flush();
  };
  return {
    before: (request) => {
      startedAt.set(request.context, now().getTime());
    },
    after: count,
    onError: count,
  };
}

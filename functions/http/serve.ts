import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Counters, type Logger, type TableHandle, withHealth } from '#aws';
import { type HttpService, type RouteName, routes } from '#contract';
import { type AnyHandler, answerRoute, type RouteHandlers } from './answer-route.ts';
import { countRequests } from './count-requests.ts';
import { edgeOnly } from './edge-only.ts';
import type { HttpResult } from './http-event.ts';
import { logRequests } from './log-requests.ts';
import type { Admit } from './principal.ts';
import { problemResponses } from './problem-responses.ts';
import { unrouted } from './unrouted.ts';

export interface ServeDependencies {
  readonly logger: Logger;
  readonly now: () => Date;
  readonly counters: Counters;
  /** Decides which requests reach a route. */
  readonly admit: Admit;
  /** Tries what the function depends on. @throws where something of it fails */
  readonly checkHealth: () => Promise<void>;
  /** The secret that the edge sends along; undefined where no edge is in front. */
  readonly originSecret: string | undefined;
  /**
   * Refuses while a table waits to be made fit to serve; for a function that serves from such tables.
   *
   * @throws Problem `restore_pending`
   */
  readonly requireFit?: () => Promise<void>;
  /** Where ids are kept that an `Idempotency-Key` stands for; for a function with routes that create something. */
  readonly reservations?: TableHandle;
}

/**
 * The handler of a function that answers HTTP requests: middlewares around a router around the service's own handlers.
 *
 * @param handlers - one for every route that the contract gives this service
 */
export function serve<S extends HttpService>(
  service: S,
  handlers: RouteHandlers<S>,
  dependencies: ServeDependencies,
) {
  const { logger, now, admit, originSecret, reservations } = dependencies;
  const answering = {
    behindEdge: originSecret !== undefined,
    admit,
    now,
    reservations: reservations && { table: reservations, now },
    requireFit: dependencies.requireFit ?? (async () => undefined),
  };
  const mine = Object.entries(routes).filter(([, route]) => route.service === service);
  const byName: Readonly<Partial<Record<RouteName, unknown>>> = handlers;
  const router = httpRouter<APIGatewayProxyEventV2, HttpResult>({
    routes: mine.map(([name, route]) => ({
      method: route.method,
      path: `/api${route.path}`,
      // Which handler belongs to which route is checked where `handlers` is written; a loop can't carry it on.
      handler: (event: APIGatewayProxyEventV2) =>
        answerRoute(route, byName[name as RouteName] as AnyHandler, answering, event),
    })),
    notFoundResponse: ({ path }) => {
      throw unrouted(path);
    },
  });
  const answer = middy<APIGatewayProxyEventV2, HttpResult>()
    .use(logRequests(logger, now))
    .use(countRequests(service, dependencies.counters, now))
    .use(problemResponses(logger))
    .use(originSecret === undefined ? [] : [edgeOnly(originSecret, now)])
    .handler((event: APIGatewayProxyEventV2, context: Context) => {
      // The router would take it for the path without the slash, which no other service ever sees.
      if (event.rawPath.endsWith('/')) throw unrouted(event.rawPath);
      return router(event, context);
    });
  return withHealth(answer, dependencies.checkHealth);
}

import type * as z from 'zod';
import type { HttpService, Route, RouteName, Routes, RoutesOf } from '#contract';
import type { Profile } from '../accounts/records.ts';
import { answerResult } from './answer-result.ts';
import { type Caller, type Principal, requireAccess, type SessionPrincipal } from './authenticate.ts';
import { type Client, clientOf } from './client.ts';
import { readCookies } from './cookies.ts';
import { type HttpResult, httpEventSchema } from './http-event.ts';
import { parseInput } from './parse-input.ts';
import { readBody } from './read-body.ts';

/** A request to one route: every input parsed, the caller known where the route asks for one. */
export interface RouteRequest<N extends RouteName> {
  readonly params: z.output<Routes[N]['params']>;
  readonly query: z.output<Routes[N]['query']>;
  readonly body: z.output<Routes[N]['body']>;
  readonly principal: PrincipalOf<Routes[N]['access']>;
  readonly client: Client;
  /** By name. */
  readonly cookies: ReadonlyMap<string, string>;
}

type PrincipalOf<A extends Route['access']> = A extends 'public'
  ? undefined
  : A extends 'session' | 'administrator'
    ? SessionPrincipal
    : Principal;

/** What a handler answers. */
export interface RouteAnswer<N extends RouteName> {
  readonly body: z.input<Routes[N]['answer']>;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
}

export type RouteHandler<N extends RouteName> = (request: RouteRequest<N>) => Promise<RouteAnswer<N>>;

/** A handler for every route of a service; one that is missing does not compile. */
export type RouteHandlers<S extends HttpService> = { readonly [N in RoutesOf<S>]: RouteHandler<N> };

export interface AnswerDependencies {
  readonly behindEdge: boolean;
  authenticate(authorization: string | undefined): Promise<Caller>;
  /** @throws Problem `administrator_required` */
  requireAdministrator(profile: Profile): void;
  /** @throws Problem `restore_pending` */
  requireFit(): Promise<void>;
}

/** Answers one event for one route: who calls comes first, then what he sends. */
export async function answerRoute(
  route: Route,
  handler: RouteHandler<RouteName>,
  dependencies: AnswerDependencies,
  rawEvent: unknown,
): Promise<HttpResult> {
  const event = httpEventSchema.parse(rawEvent);
  const principal = await admit(route, dependencies, event.headers['authorization']);
  const request = {
    params: parseInput(route.params, event.pathParameters, 'path'),
    query: parseInput(route.query, event.queryStringParameters, 'query'),
    body: parseInput(route.body, readBody(event), ''),
    principal,
    client: clientOf(event, dependencies.behindEdge),
    cookies: readCookies(event.cookies),
  };
  // The schemas of this very route have just parsed every part; that they belong together is more than types can say.
  const answer = await handler(request as RouteRequest<RouteName>);
  return answerResult(route, answer, event.headers['if-none-match']);
}

/** Finds out who calls, whether the route is for him, and whether anything can be served to anybody. */
async function admit(
  route: Route,
  dependencies: AnswerDependencies,
  authorization: string | undefined,
): Promise<Principal | undefined> {
  if (route.access === 'public') return undefined;
  const { principal, profile } = await dependencies.authenticate(authorization);
  requireAccess(principal, route.access);
  // How the whole vault is doing is for administrators to know, whoever had a key made for it before.
  if (route.access === 'administrator' || route.access === 'metrics:read')
    dependencies.requireAdministrator(profile);
  await dependencies.requireFit();
  return principal;
}

import * as z from 'zod';
import { newId } from '#aws';
import {
  type HttpService,
  idempotencyKeySchema,
  type Route,
  type RouteName,
  type Routes,
  type RoutesOf,
} from '#contract';
import { answerResult } from './answer-result.ts';
import { type Client, clientOf } from './client.ts';
import { readCookies } from './cookies.ts';
import { type Creator, createOnce } from './create-once.ts';
import { type HttpEvent, type HttpResult, httpEventSchema } from './http-event.ts';
import { parseInput } from './parse-input.ts';
import type { Admit, Principal, SessionPrincipal } from './principal.ts';
import { readBody } from './read-body.ts';
import type { Reservations } from './reservations.ts';

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
  /** Whether the status is to say that something is not well, where the route has that. */
  readonly isDegraded?: Routes[N] extends { readonly mayDegrade: true } ? boolean : undefined;
  /** Whole `Set-Cookie` values. */
  readonly cookies?: readonly string[];
}

/** A function, or where the route is idempotent, how to create and how to find what was created. */
export type RouteHandler<N extends RouteName> = Routes[N] extends { readonly idempotent: true }
  ? Creator<RouteRequest<N>, RouteAnswer<N>>
  : (request: RouteRequest<N>) => Promise<RouteAnswer<N>>;

/** A handler of whatever route. */
export type AnyHandler =
  | ((request: RouteRequest<RouteName>) => Promise<RouteAnswer<RouteName>>)
  | Creator<RouteRequest<RouteName>, RouteAnswer<RouteName>>;

/** A handler for every route of a service; one that is missing does not compile. */
export type RouteHandlers<S extends HttpService> = { readonly [N in RoutesOf<S>]: RouteHandler<N> };

export interface AnswerDependencies {
  readonly behindEdge: boolean;
  readonly admit: Admit;
  /** @throws Problem `restore_pending` */
  requireFit(): Promise<void>;
  /** For a service with idempotent routes. */
  readonly reservations: Reservations | undefined;
  readonly now: () => Date;
}

/** Answers one event for one route: who calls comes first, then what he sends. */
export async function answerRoute(
  route: Route,
  handler: AnyHandler,
  dependencies: AnswerDependencies,
  rawEvent: unknown,
): Promise<HttpResult> {
  const event = httpEventSchema.parse(rawEvent);
  const principal = await admit(route, dependencies, event.headers['authorization']);
  const request = {
    params: parseInput(route.params, event.pathParameters, 'path'),
    query: parseInput(route.query, event.queryStringParameters, 'query'),
    // What is sent along with a GET means nothing (RFC 9110, section 9.3.1).
    body: parseInput(route.body, route.method === 'GET' ? undefined : readBody(event), ''),
    principal,
    client: clientOf(event, dependencies.behindEdge),
    cookies: readCookies(event.cookies),
  };
  // The schemas of this very route have just parsed every part; that they belong together is more than types can say.
  const answer = await carryOut(route, handler, dependencies, request as RouteRequest<RouteName>, event);
  return answerResult(route, answer, event.headers['if-none-match']);
}

const keySchema = z.strictObject({ 'idempotency-key': idempotencyKeySchema });

async function carryOut(
  route: Route,
  handler: AnyHandler,
  { reservations, now }: AnswerDependencies,
  request: RouteRequest<RouteName>,
  { headers }: HttpEvent,
): Promise<RouteAnswer<RouteName>> {
  if (typeof handler === 'function') return handler(request);
  const { principal, params, body } = request;
  const given = headers['idempotency-key'];
  if (given === undefined) return handler.create(request, newId(now()));
  const { 'idempotency-key': key } = parseInput(keySchema, { 'idempotency-key': given }, 'header');
  if (reservations === undefined || principal === undefined)
    throw new TypeError('nobody keeps ids for this route');
  const repeatable = {
    user: principal.user,
    route: `${route.method} ${route.path}`,
    key,
    asked: [params, body],
  };
  return createOnce(reservations, handler, request, repeatable);
}

/** Finds the caller, checks that the route is open to them, and that the tables can serve. */
async function admit(
  route: Route,
  dependencies: AnswerDependencies,
  authorization: string | undefined,
): Promise<Principal | undefined> {
  if (route.access === 'public') return undefined;
  const principal = await dependencies.admit(route.access, authorization);
  await dependencies.requireFit();
  return principal;
}

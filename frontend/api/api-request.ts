import type * as z from 'zod';
import { problemSchema, type Route, type RouteName, type Routes, routes } from '#contract';
import { ApiError, ConnectionError, UnexpectedAnswer } from './api-errors.ts';

type Part<K extends 'params' | 'query' | 'body', S extends z.ZodType> =
  Record<never, never> extends z.input<S>
    ? { readonly [P in K]?: z.input<S> }
    : undefined extends z.input<S>
      ? { readonly [P in K]?: z.input<S> }
      : { readonly [P in K]: z.input<S> };

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The input of a route: path parameters, query and body, typed by its schemas. */
export type Input<N extends RouteName> = AnyInput &
  Part<'params', Routes[N]['params']> &
  Part<'query', Routes[N]['query']> &
  Part<'body', Routes[N]['body']>;

type Answers = { readonly [N in RouteName]: z.output<Routes[N]['answer']> };

/** The answer of a route. */
export type Answer<N extends RouteName> = Answers[N];

interface Parser<T> {
  readonly safeParse: (body: unknown) => z.ZodSafeParseResult<T>;
}

/** The same table, typed by answer, so that one generic function serves all routes without a cast. */
const answers: { readonly [N in RouteName]: { readonly answer: Parser<Answers[N]> } } = routes;

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** The access token of the session. */
  readonly token?: string | undefined;
  /** A repeated call with the same key has the effect of one. */
  readonly idempotencyKey?: string | undefined;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Calls one route of the contract.
 *
 * @throws ApiError when the API refuses
 * @throws ConnectionError when no answer comes
 * @throws UnexpectedAnswer when the answer is not in the contract
 */
export async function request<N extends RouteName>(
  fetch: Fetch,
  name: N,
  input: Input<N>,
  options: RequestOptions = {},
): Promise<Answer<N>> {
  const response = await send(fetch, routes[name], input, options);
  const body = await readJson(response);
  if (!response.ok) throw refusal(response, body);
  const answer = answers[name].answer.safeParse(body);
  if (!answer.success) throw new UnexpectedAnswer(response.status, answer.error);
  return answer.data;
}

async function send(fetch: Fetch, route: Route, input: AnyInput, options: RequestOptions): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (input.body !== undefined) headers.set('content-type', 'application/json');
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey);
  try {
    return await fetch(addressOf(route, input), {
      method: route.method,
      headers,
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(options.signal !== undefined && { signal: options.signal }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ConnectionError(error);
  }
}

/** `/api/files/01J…?limit=50` */
function addressOf(route: Route, { params = {}, query = {} }: AnyInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `/api${path}${search && `?${search}`}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    throw new UnexpectedAnswer(response.status, error);
  }
}

function refusal({ status, headers }: Response, body: unknown): Error {
  const problem = problemSchema.safeParse(body);
  return problem.success
    ? new ApiError(problem.data, secondsOf(headers.get('retry-after')))
    : new UnexpectedAnswer(status, problem.error);
}

/** The API sends seconds, never the date that RFC 9110, section 10.2.3, also allows. */
function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
}

import { randomUUID } from 'node:crypto';
import { messageOf } from '../../kit/message-of.ts';
import { ACCOUNT, REGION } from '../../kit/resource.ts';
import type { Access } from '../../kit/service.ts';
import { type Outcome, PayloadTooLargeError, ThrottledError } from '../../lambda/index.ts';
import { type HttpAnswer, type HttpRequest, messageAnswer } from '../../page-port/http-message.ts';
import { createRouteTable, type RouteMatch } from '../model/route-table.ts';
import { createTokenBucket, type Throttle } from '../model/token-bucket.ts';
import { apiAnswer, internalServerError } from './api-answer.ts';
import { answerPreflight, type Cors, corsHeaders } from './api-cors.ts';
import { apiEvent } from './api-event.ts';

/** The target of a route. */
export interface Integration {
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

export interface HttpApiOptions {
  readonly apiId: string;
  /** `$default`, or a name that is the first segment of every path. */
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly cors: Cors | undefined;
  /** By route key. */
  readonly routes: ReadonlyMap<string, Integration>;
  /** For routes without own settings; undefined means no limit. */
  readonly defaultThrottle: Throttle | undefined;
  readonly throttles: ReadonlyMap<string, Throttle>;
  /** What API Gateway may do for a route. */
  readonly access: (routeArn: string) => Access;
  /** @throws ThrottledError | PayloadTooLargeError */
  readonly invoke: (functionArn: string, payload: string, trigger: string) => Promise<Outcome>;
  /** Receives the reason of a failure. The client sees only a status. */
  readonly onWarning: (text: string) => void;
  readonly now: () => number;
}

/** An HTTP API with its stage. Never rejects: every failure is an answer. */
export type HttpApi = (request: HttpRequest) => Promise<HttpAnswer>;

export function createHttpApi(options: HttpApiOptions): HttpApi {
  const { apiId, stage, stageVariables, cors, now } = options;
  const findRoute = createRouteTable(options.routes);
  const buckets = new Map<string, () => boolean>();

  function takeToken(routeKey: string): boolean {
    const throttle = options.throttles.get(routeKey) ?? options.defaultThrottle;
    if (!throttle) return true;
    const take = buckets.get(routeKey) ?? createTokenBucket(throttle, now);
    buckets.set(routeKey, take);
    return take();
  }

  async function integrate(
    request: HttpRequest,
    match: RouteMatch<Integration>,
    requestId: string,
  ): Promise<HttpAnswer> {
    const { key: routeKey, pathParameters, target } = match;
    const context = {
      apiId,
      stage,
      stageVariables,
      routeKey,
      pathParameters,
      requestId,
      now: new Date(now()),
    };
    const event = JSON.stringify(apiEvent(request, context));
    const trigger = `${request.method} ${request.path}`;
    try {
      const routeArn = routeArnOf(apiId, stage, routeKey, request.method);
      options.access(routeArn).authorize('lambda:InvokeFunction', target.functionArn);
      const outcome = await withinTime(
        options.invoke(target.functionArn, event, trigger),
        target.timeoutMilliseconds,
      );
      if (outcome === 'late') return messageAnswer(503, 'Service Unavailable');
      return outcome.ok ? apiAnswer(outcome.payload) : internalServerError();
    } catch (error) {
      if (error instanceof ThrottledError) return messageAnswer(503, 'Service Unavailable');
      if (error instanceof PayloadTooLargeError) return messageAnswer(413, 'Request Entity Too Large');
      options.onWarning(`${trigger}: ${messageOf(error)}`);
      return internalServerError();
    }
  }

  async function answer(request: HttpRequest, requestId: string): Promise<HttpAnswer> {
    const path = withinStage(stage, request.path);
    const match = path === undefined ? undefined : findRoute(request.method, path);
    if (!match) return messageAnswer(404, 'Not Found');
    if (!takeToken(match.key)) return messageAnswer(429, 'Too Many Requests');
    return integrate(request, match, requestId);
  }

  return async (request) => {
    const requestId = randomUUID();
    const preflight = cors && answerPreflight(cors, request);
    const answered = preflight ?? (await answer(request, requestId));
    const headers =
      cors && !preflight ? [...withoutCors(answered), ...corsHeaders(cors, request)] : answered.headers;
    return { ...answered, headers: [...headers, ['apigw-requestid', requestId]] };
  };
}

/**
 * The ARN of the route, as in the policies of functions: with the path of the route key. `$default` has neither method nor
 * path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function routeArnOf(apiId: string, stage: string, routeKey: string, method: string): string {
  const [, path] = routeKey.split(' ');
  const route = path === undefined ? routeKey : `${method}${path}`;
  return `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/${stage}/${route}`;
}

/** The API's own CORS headers replace those of a function. */
function withoutCors({ headers }: HttpAnswer): HttpAnswer['headers'] {
  return headers.filter(([name]) => !name.startsWith('access-control-'));
}

/** @returns the path below the stage, or undefined for a path outside the stage */
function withinStage(stage: string, path: string): string | undefined {
  if (stage === '$default') return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

async function withinTime<T>(work: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'late');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

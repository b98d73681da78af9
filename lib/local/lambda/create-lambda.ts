import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { AwsError, type Service, type ServiceCall, unsupportedParameter } from '../kit/service.ts';
import { ThrottledError } from './model/function-pool.ts';
import { type Functions, UnknownFunctionError } from './model/function-registry.ts';
import { isJson } from './model/is-json.ts';
import { PayloadTooLargeError } from './model/payload-limits.ts';
import { functionArn } from './providers/function-provider.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const FUNCTION = /^(arn:aws:lambda:[a-z0-9-]+:\d{12}:function:)?([\w-]+)(?::([\w$-]+))?$/;

/**
 * AWS Lambda's API: `Invoke`, synchronous or as an event.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function createInvokeService(functions: Pick<Functions, 'get' | 'invokeLater'>): Service {
  return {
    name: 'lambda',
    async handle(call) {
      try {
        await invoke(functions, call);
      } catch (thrown) {
        const error = toAwsError(thrown);
        call.response.setHeader('x-amzn-errortype', error.code);
        answer(call.response, error.status, JSON.stringify({ Type: 'User', Message: error.message }));
      }
    },
    close: async () => undefined,
  };
}

async function invoke(
  functions: Pick<Functions, 'get' | 'invokeLater'>,
  { request, response, url, body, authorize }: ServiceCall,
): Promise<void> {
  const [, encoded] = INVOKE.exec(url.pathname) ?? [];
  if (request.method !== 'POST' || !encoded) {
    throw new AwsError('UnknownOperationException', 404, 'The local cloud supports only Invoke.');
  }
  const arn = arnIn(encoded);
  authorize('lambda:InvokeFunction', arn);
  const target = functions.get(arn);
  refuseUnsupported(request.headers, url.searchParams);
  const payload = body?.toString() || '{}';
  if (!isJson(payload)) {
    throw new AwsError('InvalidRequestContentException', 400, 'Could not parse request body into json');
  }
  if (request.headers['x-amz-invocation-type'] === 'DryRun') {
    answer(response, 204, '');
    return;
  }
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    functions.invokeLater(target.definition.name, payload);
    answer(response, 202, '');
    return;
  }
  const outcome = await target.invoke(payload, 'invoke');
  response.setHeader('x-amz-executed-version', '$LATEST');
  if (!outcome.ok) response.setHeader('x-amz-function-error', 'Unhandled');
  answer(response, 200, outcome.ok ? outcome.payload : JSON.stringify(outcome.error));
}

/**
 * @throws AwsError `ValidationException` for an invalid name or ARN, `UnsupportedParameterException` for a version or an
 * alias
 */
function arnIn(encoded: string): string {
  const [, arn, name, qualifier = '$LATEST'] = FUNCTION.exec(decoded(encoded)) ?? [];
  if (name === undefined) {
    throw new AwsError(
      'ValidationException',
      400,
      `1 validation error detected: Value '${encoded}' at 'functionName' failed to satisfy constraint: Member must be the name or the ARN of a function`,
    );
  }
  if (qualifier !== '$LATEST') throw unsupportedParameter('Invoke', 'Qualifier');
  return arn === undefined ? functionArn(name) : `${arn}${name}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** There is one version of every function, and its log goes to the terminal. */
function refuseUnsupported(headers: IncomingHttpHeaders, query: URLSearchParams): void {
  const { 'x-amz-log-type': logType, 'x-amz-client-context': clientContext } = headers;
  if (logType !== undefined && logType !== 'None') throw unsupportedParameter('Invoke', 'LogType');
  if (clientContext !== undefined) throw unsupportedParameter('Invoke', 'ClientContext');
  if ((query.get('Qualifier') ?? '$LATEST') !== '$LATEST') throw unsupportedParameter('Invoke', 'Qualifier');
}

function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) {
    return thrown.code === 'AccessDenied'
      ? new AwsError('AccessDeniedException', 403, thrown.message)
      : thrown;
  }
  if (thrown instanceof ThrottledError) return new AwsError('TooManyRequestsException', 429, thrown.message);
  if (thrown instanceof PayloadTooLargeError)
    return new AwsError('RequestTooLargeException', 413, thrown.message);
  if (thrown instanceof UnknownFunctionError)
    return new AwsError('ResourceNotFoundException', 404, thrown.message);
  throw thrown;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(body);
}

import type { MiddlewareObj } from '@middy/core';
import { type Logger, StaleRecord } from '#aws';
import { Problem } from '#contract';
import { commonHeaders } from './common-headers.ts';
import type { HttpResult } from './http-event.ts';

/**
 * Turns whatever was thrown into a problem response (RFC 9457). A record that somebody else changed meanwhile is a `conflict`.
 * What is not a `Problem` is a fault of ours: it is logged with its stack and answered as `internal_error`, or as
 * `service_unavailable` where an AWS service was too busy.
 */
export function problemResponses(logger: Logger): MiddlewareObj<unknown, HttpResult> {
  return {
    onError: (request) => {
      const problem = toProblem(request.error, logger);
      request.response = problemResult(problem);
    },
  };
}

/** The answer for a problem. */
function problemResult(problem: Problem): HttpResult {
  const retryAfter = problem.retryAfter ?? (problem.status === 503 ? PASSES_IN : undefined);
  return {
    statusCode: problem.status,
    headers: {
      ...commonHeaders,
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(problem.allow !== undefined && { allow: problem.allow.join(', ') }),
    },
    body: JSON.stringify(problem.toBody()),
  };
}

/** Seconds after which a service that was too busy may be asked again. */
const PASSES_IN = 2;

/** Faults of AWS that pass by themselves. */
const passing = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'ServiceUnavailable',
  'InternalServerError',
  'InternalError',
  'KMSInternalException',
  'DependencyTimeoutException',
  'TimeoutError',
]);

function toProblem(error: unknown, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StaleRecord) return new Problem('conflict', { cause: error });
  const fault = error instanceof Error ? error : new Error('Something that is no error was thrown');
  logger.error('The request failed', fault);
  return new Problem(passing.has(fault.name) ? 'service_unavailable' : 'internal_error', { cause: fault });
}

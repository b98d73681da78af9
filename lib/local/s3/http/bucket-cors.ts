import type { CorsRule } from '../bucket-properties.ts';
import { S3Error } from '../errors.ts';

/** The CORS headers of a request from another origin. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names from `Access-Control-Request-Headers`; empty for an actual request. */
  readonly headers: readonly string[];
}

/**
 * The headers that let a page read the answer, from the first rule that allows the request.
 *
 * @returns undefined if no rule does
 */
export function evaluateCors(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Readonly<Record<string, string>> | undefined {
  for (const rule of rules) {
    const origin = rule.AllowedOrigins.find((pattern) => matches(pattern, question.origin));
    if (origin === undefined || !rule.AllowedMethods.some((method) => method === question.method)) continue;
    const allowed = rule.AllowedHeaders ?? [];
    const permits = (name: string) => allowed.some((pattern) => matches(pattern.toLowerCase(), name));
    if (!question.headers.every(permits)) continue;
    return {
      'Access-Control-Allow-Origin': origin === '*' ? '*' : question.origin,
      'Access-Control-Allow-Methods': rule.AllowedMethods.join(', '),
      ...(question.headers.length > 0 && { 'Access-Control-Allow-Headers': question.headers.join(', ') }),
      ...(rule.ExposedHeaders?.length && { 'Access-Control-Expose-Headers': rule.ExposedHeaders.join(', ') }),
      ...(rule.MaxAge !== undefined && { 'Access-Control-Max-Age': String(rule.MaxAge) }),
      ...(origin !== '*' && { 'Access-Control-Allow-Credentials': 'true' }),
      Vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    };
  }
  return undefined;
}

/**
 * Answers a preflight request.
 *
 * @param rules - undefined if the bucket has no CORS configuration
 * @throws S3Error `AccessForbidden` (403) if the request is not allowed, `BadRequest` if it is not a preflight
 */
export function answerPreflight(
  rules: readonly CorsRule[] | undefined,
  header: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const origin = header('origin');
  const method = header('access-control-request-method');
  if (origin === undefined) throw badRequest('Insufficient information. Origin request header needed.');
  if (method === undefined) {
    throw badRequest('Invalid Access-Control-Request-Method: null');
  }
  if (!rules) throw forbidden('CORSResponse: CORS is not enabled for this bucket.', method);
  const headers = (header('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const answer = evaluateCors(rules, { origin, method, headers });
  if (!answer) {
    throw forbidden(
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
    );
  }
  return answer;
}

/** A pattern can contain one `*`, which matches any text. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}

function badRequest(message: string): S3Error {
  return new S3Error('BadRequest', 400, message);
}

function forbidden(message: string, method: string): S3Error {
  return new S3Error('AccessForbidden', 403, message, { Method: method, ResourceType: 'OBJECT' });
}

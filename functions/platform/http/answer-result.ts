import type { Route } from '#contract';
import { sha256 } from '../sha256.ts';
import type { HttpResult } from './http-event.ts';

/**
 * What a handler's answer becomes. Where the route says so, it carries an ETag, and a client that has it already is told so.
 *
 * @param ifNoneMatch - the request's header (RFC 9110, section 13.1.2)
 */
export function answerResult(
  route: Route,
  answer: { readonly body: unknown; readonly cookies?: readonly string[] },
  ifNoneMatch: string | undefined,
): HttpResult {
  const text = textOf(route, answer.body);
  const etag = route.conditional && text !== undefined ? `"${sha256(text).slice(0, 32)}"` : undefined;
  const headers = { 'cache-control': cacheControl(route), ...(etag !== undefined && { etag }) };
  if (etag !== undefined && matches(ifNoneMatch, etag)) return { statusCode: 304, headers };
  return {
    statusCode: route.status,
    headers: {
      ...headers,
      ...(text !== undefined && { 'content-type': route.mediaType ?? 'application/json' }),
    },
    ...(answer.cookies !== undefined && { cookies: answer.cookies }),
    ...(text !== undefined && { body: text }),
  };
}

function textOf(route: Route, body: unknown): string | undefined {
  if (body === undefined) return undefined;
  return route.mediaType !== undefined && typeof body === 'string' ? body : JSON.stringify(body);
}

/** Only what is the same for everybody may be kept by everybody (RFC 9111, section 5.2.2). */
function cacheControl({ conditional, access }: Route): string {
  if (!conditional) return 'no-store';
  return access === 'public' ? 'public, max-age=300' : 'private, no-cache';
}

/** Compared weakly: whoever compresses an answer on its way weakens its ETag. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const named = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return named.includes(etag) || named.includes('*');
}

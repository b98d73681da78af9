import type { Route } from '#contract';
import { commonHeaders } from './common-headers.ts';
import { entityTag, isKnown } from './entity-tag.ts';
import type { HttpResult } from './http-event.ts';

/**
 * What a handler's answer becomes. Where the route says so, it carries an ETag, and a client that has it already is told so.
 *
 * @param ifNoneMatch - the request's header (RFC 9110, section 13.1.2)
 */
export function answerResult(
  route: Route,
  answer: { readonly body: unknown; readonly cookies?: readonly string[]; readonly isDegraded?: boolean },
  ifNoneMatch: string | undefined,
): HttpResult {
  const text = textOf(route, answer.body);
  const etag = route.conditional && text !== undefined ? entityTag(text) : undefined;
  const headers = {
    ...commonHeaders,
    'cache-control': cacheControl(route),
    ...(etag !== undefined && { etag }),
  };
  if (etag !== undefined && isKnown(ifNoneMatch, etag)) return { statusCode: 304, headers };
  return {
    statusCode: answer.isDegraded ? 503 : route.status,
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

/**
 * Only what is the same for everybody may be kept (RFC 9111, section 5.2.2): no browser writes the names of files onto its
 * disk. A client may remember the tag of an answer that it still has.
 */
function cacheControl({ conditional, access }: Route): string {
  return conditional && access === 'public' ? 'public, max-age=300' : 'no-store';
}

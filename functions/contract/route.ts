import * as z from 'zod';
import type { Code } from './codes.ts';

/** What an API key may be made for; a session may do all of it. */
export const scopes = ['files:read', 'files:write', 'metrics:read'] as const;
export type Scope = (typeof scopes)[number];

/** The functions that answer HTTP requests. */
export const httpServices = ['auth', 'files', 'shares', 'ops'] as const;
export type HttpService = (typeof httpServices)[number];

/** The cookie that holds a refresh token. The `__Host-` prefix binds it to this very host, over TLS only (RFC 6265bis, 4.1.3.2). */
export const SESSION_COOKIE = '__Host-encrypt5-session';

/**
 * One route of the API.
 *
 * - `path`: below `/api`, in HTTP API's syntax.
 * - `summary`: what it does, for the document; a sentence without its full stop.
 * - `access`: `public`; a scope (a live session, or an API key that was made for it); `session` (no API key will do); or
 *   `administrator` (a session of an administrator).
 * - `params`, `query`, `body`, `answer`: `nothing` where nothing is taken or given.
 * - `errors`: what this route may answer besides the codes that follow from all of the above (`errorsOf`).
 * - `cookie`: what the answer does to the cookie that holds the refresh token; `renewed` reads it, too.
 * - `conditional`: the answer has an ETag, and `If-None-Match` is obeyed (RFC 9110, section 13.1.2).
 * - `idempotent`: it creates something, and `Idempotency-Key` is obeyed: with the same key, the same thing is answered again for a
 *   day. Never below `/auth`, where answers hold secrets.
 * - `mayDegrade`: the same answer may come with status 503, for whoever looks at that alone.
 * - `mediaType`: of an answer that is text, not JSON.
 */
export interface Route {
  readonly service: HttpService;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: 'public' | 'caller' | 'session' | 'administrator' | Scope;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: z.ZodType;
  readonly errors: readonly Code[];
  readonly cookie?: 'set' | 'renewed' | 'removed';
  readonly conditional?: true;
  readonly idempotent?: true;
  readonly mayDegrade?: true;
  readonly mediaType?: string;
}

/** The header `Idempotency-Key`, as a client makes it up: a UUID, say. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible characters of ASCII');

/** A body that must not be there. */
export const nothing = z.undefined('no body is taken here');
/** No parameters of path or query. */
export const none = z.strictObject({});

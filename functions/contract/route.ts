import * as z from 'zod';
import type { Code } from './codes.ts';

/** The scopes of API keys. A session has all of them. */
export const scopes = ['files:read', 'files:write', 'metrics:read'] as const;
export type Scope = (typeof scopes)[number];

/** The functions that handle HTTP requests. */
export const httpServices = ['auth', 'files', 'shares', 'ops'] as const;
export type HttpService = (typeof httpServices)[number];

/** The cookie with the refresh token. The `__Host-` prefix binds it to this host over TLS (RFC 6265bis, section 4.1.3.2). */
export const SESSION_COOKIE = '__Host-encrypt5-session';

/**
 * One route of the API.
 *
 * - `path`: below `/api`, in the syntax of API Gateway HTTP APIs.
 * - `summary`: what the route does, for the OpenAPI document. Without the last full stop.
 * - `access`: who may call the route.
 *   - `public`: any client.
 *   - `caller`: any session or API key.
 *   - a scope: any session, or an API key with this scope.
 *   - `session`: any session, but no API key.
 *   - `administrator`: a session of an administrator.
 * - `params`, `query`, `body`, `answer`: the schemas of the inputs and the response. `none` means no parameters, `nothing`
 *   no body.
 * - `errors`: the codes of this route besides those that follow from its other properties (`errorsOf`).
 * - `cookie`: what the response does to the cookie with the refresh token. `renewed` also reads it.
 * - `conditional`: the response has an ETag, and `If-None-Match` is supported (RFC 9110, section 13.1.2).
 * - `idempotent`: the route creates something and supports `Idempotency-Key`. For a day, the same key returns the same
 *   resource. Never below `/auth`, where responses contain secrets.
 * - `mayDegrade`: the same response can have status 503, for monitors that only read the status.
 * - `mediaType`: the type of a text response. Without it, the response is JSON.
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

/** The header `Idempotency-Key`, chosen by the client, for example a UUID. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible ASCII characters');

/** No body. */
export const nothing = z.undefined('no body');
/** No parameters. */
export const none = z.strictObject({});

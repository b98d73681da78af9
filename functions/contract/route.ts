import * as z from 'zod';

/** The functions that answer HTTP requests. */
export const httpServices = ['auth', 'files', 'ops'] as const;
export type HttpService = (typeof httpServices)[number];

/**
 * One route of the API.
 *
 * - `path`: below `/api`, in HTTP API's syntax.
 * - `access`: `public`, `user` (a bearer token of a live session), or `administrator` (the same, of an administrator).
 * - `params`, `query`, `body`, `answer`: `nothing` where nothing is taken or given.
 */
export interface Route {
  readonly service: HttpService;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly access: 'public' | 'user' | 'administrator';
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  readonly answer: z.ZodType;
}

/** A body that must not be there. */
export const nothing = z.undefined();
/** No parameters of path or query. */
export const none = z.strictObject({});

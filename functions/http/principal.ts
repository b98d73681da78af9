import type { Route, Scope } from '#contract';

/** The account that makes a request, signed in to through one of its sessions. */
export interface SessionPrincipal {
  readonly kind: 'session';
  readonly user: string;
  readonly session: string;
  /** The second factor that the session was signed in to with. */
  readonly secondFactor?: string | undefined;
  readonly scopes: readonly Scope[];
  /** When the access token ends. */
  readonly expiresAt: Date;
}

/** The account that makes a request with one of its API keys. */
export interface KeyPrincipal {
  readonly kind: 'key';
  readonly user: string;
  readonly key: string;
  readonly scopes: readonly Scope[];
  /** When the key ends. */
  readonly expiresAt: Date;
}

export type Principal = SessionPrincipal | KeyPrincipal;

/**
 * Lets a request in, or refuses it.
 *
 * @param access - what the route asks of its callers
 * @param authorization - the Authorization header (RFC 6750, section 2.1)
 * @throws Problem `unauthenticated`, `token_expired`, `session_ended`, `session_required`, `scope_required`,
 *   `administrator_required` or `second_factor_required`
 */
export type Admit = (
  access: Exclude<Route['access'], 'public'>,
  authorization: string | undefined,
) => Promise<Principal>;

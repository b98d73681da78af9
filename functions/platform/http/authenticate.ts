import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Problem, type Route, type Scope, scopes } from '#contract';
import { readSession } from '../accounts/sessions.ts';
import type { TokenVerifier } from '../tokens/verify-token.ts';

/** Who makes a request: an account, through one of its sessions. */
export interface SessionPrincipal {
  readonly kind: 'session';
  readonly user: string;
  readonly session: string;
  readonly scopes: readonly Scope[];
  /** When the access token ends. */
  readonly expiresAt: Date;
}

/** Who makes a request: an account, through one of its API keys. */
export interface KeyPrincipal {
  readonly kind: 'key';
  readonly user: string;
  readonly key: string;
  readonly scopes: readonly Scope[];
  /** When the key ends. */
  readonly expiresAt: Date;
}

export type Principal = SessionPrincipal | KeyPrincipal;

export interface AuthenticateDependencies {
  readonly table: DynamoDBDocumentClient;
  readonly accountsTable: string;
  readonly verifyToken: TokenVerifier;
  readonly now: () => Date;
}

/**
 * Finds out who makes a request. The session is looked up every time, so that signing out ends its access tokens too.
 *
 * @param authorization - the Authorization header (RFC 6750, section 2.1)
 * @throws Problem `unauthenticated`, `token_expired` or `session_ended`
 */
export async function authenticate(
  dependencies: AuthenticateDependencies,
  authorization: string | undefined,
): Promise<Principal> {
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Problem('unauthenticated');
  const claims = await dependencies.verifyToken(token);
  const session = await readSession(
    dependencies.table,
    dependencies.accountsTable,
    claims.user,
    claims.session,
  );
  if (session === undefined || new Date(session.endsAt) <= dependencies.now())
    throw new Problem('session_ended');
  return { kind: 'session', ...claims, scopes };
}

/**
 * Whether somebody may call a route at all; whether he is an administrator is another question.
 *
 * @throws Problem `session_required` or `scope_required`
 */
export function requireAccess(principal: Principal, access: Exclude<Route['access'], 'public'>): void {
  if (access === 'caller') return;
  if (access === 'session' || access === 'administrator') {
    if (principal.kind !== 'session') throw new Problem('session_required');
  } else if (!principal.scopes.includes(access)) throw new Problem('scope_required');
}

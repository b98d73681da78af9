import type { TableHandle } from '#aws';
import { Problem, type Route, scopes } from '#contract';
import type { Principal } from '#http';
import { API_KEY_PREFIX, type ApiKeyRecord, findApiKey } from './api-key-records.ts';
import { readProfile } from './profiles.ts';
import type { Profile } from './records.ts';
import { hasEnded, readSession } from './sessions.ts';
import type { TokenVerifier } from './tokens/verify-token.ts';

/** The account that makes a request, as it is now. */
export interface Caller {
  readonly principal: Principal;
  readonly profile: Profile;
}

export interface AuthenticateDependencies {
  readonly accounts: TableHandle;
  readonly verifyToken: TokenVerifier;
  readonly noteKeyUse: (key: ApiKeyRecord) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Finds the account that makes a request. Session, key and account are looked up every time: what was ended is refused from the very
 * next request on.
 *
 * @param authorization - the Authorization header (RFC 6750, section 2.1)
 * @throws Problem `unauthenticated`, `token_expired` or `session_ended`
 */
export async function authenticate(
  dependencies: AuthenticateDependencies,
  authorization: string | undefined,
): Promise<Caller> {
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Problem('unauthenticated');
  return token.startsWith(API_KEY_PREFIX) ? byKey(dependencies, token) : bySession(dependencies, token);
}

async function bySession(dependencies: AuthenticateDependencies, token: string): Promise<Caller> {
  const { accounts, verifyToken, now } = dependencies;
  const claims = await verifyToken(token);
  const [session, profile] = await Promise.all([
    readSession(accounts, claims.user, claims.session),
    readProfile(accounts, claims.user),
  ]);
  if (session === undefined || !mayAct(profile) || hasEnded(session, profile, now()))
    throw new Problem('session_ended');
  const { secondFactor } = session;
  return { principal: { kind: 'session', ...claims, secondFactor, scopes }, profile };
}

async function byKey(dependencies: AuthenticateDependencies, secret: string): Promise<Caller> {
  const { accounts, noteKeyUse, now } = dependencies;
  const key = await findApiKey(accounts, secret);
  if (key === undefined || new Date(key.endsAt) <= now()) throw new Problem('unauthenticated');
  const profile = await readProfile(accounts, key.user);
  if (!mayAct(profile)) throw new Problem('unauthenticated');
  await noteKeyUse(key);
  const { id, user, endsAt } = key;
  return {
    principal: { kind: 'key', user, key: id, scopes: key.scopes, expiresAt: new Date(endsAt) },
    profile,
  };
}

function mayAct(profile: Profile | undefined): profile is Profile {
  return profile !== undefined && profile.disabledAt === undefined;
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

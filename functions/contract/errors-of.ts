import type { Code } from './codes.ts';
import type { Route } from './route.ts';

/**
 * Every code that a route may answer with: its own, and those that follow from whom it lets in. What API Gateway itself refuses
 * never reaches a function and has no code.
 */
export function errorsOf(route: Route): readonly Code[] {
  return [
    ...new Set([...ofInput(route), ...ofAccess(route), ...ofCreating(route), ...route.errors, ...ofService]),
  ];
}

/** Even a route that takes no body refuses one, but for GET, which does not look. */
function ofInput({ method }: Route): readonly Code[] {
  if (method === 'GET') return ['invalid_request'];
  return ['invalid_request', 'malformed_json', 'body_too_large', 'unsupported_media_type'];
}

const ofCaller = ['unauthenticated', 'token_expired', 'session_ended'] as const;
const ofService = ['edge_required', 'internal_error', 'service_unavailable'] as const;

function ofAccess({ access, service }: Route): readonly Code[] {
  if (access === 'public') return [];
  return [
    ...ofCaller,
    ...refusals[access],
    // Only these services serve from tables that a backup can bring back.
    ...(service === 'files' || service === 'shares' ? (['restore_pending'] as const) : []),
  ];
}

function ofCreating({ idempotent }: Route): readonly Code[] {
  return idempotent ? ['idempotency_key_reused', 'created_and_gone', 'conflict'] : [];
}

const refusals: Readonly<Record<Exclude<Route['access'], 'public'>, readonly Code[]>> = {
  caller: [],
  session: ['session_required'],
  administrator: ['session_required', 'administrator_required', 'second_factor_required'],
  'files:read': ['scope_required'],
  'files:write': ['scope_required'],
  'metrics:read': ['scope_required', 'administrator_required', 'second_factor_required'],
};

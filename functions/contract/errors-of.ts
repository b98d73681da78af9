import type { Code } from './codes.ts';
import type { Route } from './route.ts';

/**
 * Every error code of a route: its own codes and those that follow from its method, access and options. Errors that API
 * Gateway itself returns have no code.
 */
export function errorsOf(route: Route): readonly Code[] {
  return [
    ...new Set([...ofInput(route), ...ofAccess(route), ...ofCreating(route), ...route.errors, ...ofService]),
  ];
}

/** A route without a body refuses any body. GET requests are not checked for a body. */
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
    // Only these services read tables that may have been restored from a backup.
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

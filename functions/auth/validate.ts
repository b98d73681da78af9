import { Problem } from '#contract';
import { type RouteHandlers, readProfile } from '#platform';
import type { AuthDependencies } from './dependencies.ts';
import { userView } from './user-view.ts';

/** Says what a bearer token stands for (in the spirit of RFC 7662). A session may do everything with its own files. */
export function validateRoute({ table, accountsTable }: AuthDependencies): RouteHandlers<'auth'>['validate'] {
  return async ({ principal }) => {
    const profile = await readProfile(table, accountsTable, principal.user);
    if (profile === undefined) throw new Problem('session_ended');
    const scopes = ['files:read', 'files:write'];
    return { body: { user: userView(profile), scopes, expiresAt: principal.expiresAt.toISOString() } };
  };
}

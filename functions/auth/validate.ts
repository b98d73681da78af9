import { readProfile } from '#accounts';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { userView } from './user-view.ts';

/** Returns the account, scopes and expiry of a bearer token (similar to RFC 7662). */
export function validateRoute({ accounts }: AuthDependencies): RouteHandlers<'auth'>['validate'] {
  return async ({ principal }) => {
    const profile = await readProfile(accounts, principal.user);
    if (profile === undefined) throw new Problem('session_ended');
    const { scopes, expiresAt } = principal;
    return {
      body: { user: userView(profile), scopes: [...scopes], expiresAt: expiresAt.toISOString() },
    };
  };
}

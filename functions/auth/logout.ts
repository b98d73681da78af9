import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys } from '#accounts';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { noSessionCookie } from './session-cookie.ts';

/** Ends the session of the request and invalidates its access tokens. */
export function logoutRoute({ accounts }: AuthDependencies): RouteHandlers<'auth'>['logout'] {
  return async ({ principal }) => {
    const Key = accountKeys.session(principal.user, principal.session);
    await accounts.client.send(new DeleteCommand({ TableName: accounts.name, Key }));
    return { body: undefined, cookies: [noSessionCookie] };
  };
}

import { accountKeys, type Profile } from '#accounts';
import { change, newId, StaleRecord, transact } from '#aws';
import { Problem } from '#contract';
import type { RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { requirePassword } from './require-password.ts';
import { noSessionCookie } from './session-cookie.ts';
import { spendCode } from './spend-code.ts';

/**
 * Deletes the caller's account. It is blocked immediately, its email address can be registered again, and the deleter shreds
 * its files.
 *
 * The work item is sent before the account is marked, so that no marked account lacks a work item. It is delivered with a delay
 * that is longer than any request, so that the mark is final by then.
 */
export function closeAccountRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['closeAccount'] {
  const { accounts, sendDeletion, now } = dependencies;
  return async ({ body, principal: { user }, client }) => {
    const { profile, attempt } = await requirePassword(dependencies, user, body.password, client.address);
    if (profile.secondFactor !== undefined) {
      if (body.code === undefined) throw new Problem('code_required');
      await spendCode(dependencies, user, body.code, client.address);
    }
    await attempt.succeeded();

    const closing = { id: newId(now()), at: now().toISOString(), address: client.address };
    await sendDeletion({ user, closing: closing.id });
    try {
      await transact(accounts, [
        change<Profile>(accounts, accountKeys.profile(user), { set: { closing } }, { closing: undefined }),
        {
          Delete: {
            TableName: accounts.name,
            Key: accountKeys.email(profile.email),
            ConditionExpression: '#user = :user',
            ExpressionAttributeNames: { '#user': 'user' },
            ExpressionAttributeValues: { ':user': user },
          },
        },
      ]);
    } catch (cause) {
      if (cause instanceof StaleRecord) throw new Problem('session_ended', { cause });
      throw cause;
    }
    return { body: undefined, cookies: [noSessionCookie] };
  };
}

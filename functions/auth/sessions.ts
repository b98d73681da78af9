import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, hasEnded, readProfile, type Session, sessionSchema } from '#accounts';
import { Problem, type SessionView } from '#contract';
import { cursorAfter, listPage, type RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';

/** Lists the caller's sessions, newest first. Sessions that have ended are filtered, so a page can be short. */
export function listSessionsRoute({
  accounts,
  now,
}: AuthDependencies): RouteHandlers<'auth'>['listSessions'] {
  return async ({ query, principal: { user, session: current } }) => {
    const keyOf = (id: string) => accountKeys.session(user, id);
    const [page, profile] = await Promise.all([
      listPage(accounts, { keyOf, schema: sessionSchema }, query),
      readProfile(accounts, user),
    ]);
    const items = page.items
      .filter((session) => profile !== undefined && !hasEnded(session, profile, now()))
      .map((session) => sessionView(session, current));
    return { body: { items, ...cursorAfter(page) } };
  };
}

/** Ends one of the caller's sessions and invalidates its access tokens. */
export function endSessionRoute({ accounts }: AuthDependencies): RouteHandlers<'auth'>['endSession'] {
  return async ({ params, principal: { user } }) => {
    try {
      await accounts.client.send(
        new DeleteCommand({
          TableName: accounts.name,
          Key: accountKeys.session(user, params.id),
          ConditionExpression: 'attribute_exists(pk)',
        }),
      );
    } catch (cause) {
      if (cause instanceof ConditionalCheckFailedException) throw new Problem('session_not_found', { cause });
      throw cause;
    }
    return { body: undefined };
  };
}

function sessionView(session: Session, current: string): SessionView {
  const { id, createdAt, lastUsedAt, userAgent, address } = session;
  return {
    id,
    createdAt,
    lastUsedAt,
    ...(userAgent !== undefined && { userAgent }),
    address,
    current: id === current,
  };
}

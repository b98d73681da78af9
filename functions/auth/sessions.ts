import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { Problem, type SessionView } from '#contract';
import { accountKeys, listSessions, type RouteHandlers, type Session } from '#platform';
import type { AuthDependencies } from './dependencies.ts';

/** Lists the caller's sessions, the newest first; one that has ended is not there any more. */
export function listSessionsRoute({
  table,
  accountsTable,
  now,
}: AuthDependencies): RouteHandlers<'auth'>['listSessions'] {
  return async ({ principal: { user, session: current } }) => {
    const sessions = await listSessions({ client: table, name: accountsTable }, user);
    const items = sessions
      .filter(({ endsAt }) => new Date(endsAt) > now())
      .map((session) => sessionView(session, current));
    return { body: { items } };
  };
}

/** Ends one of the caller's sessions; its access tokens are refused from then on. */
export function endSessionRoute({
  table,
  accountsTable,
}: AuthDependencies): RouteHandlers<'auth'>['endSession'] {
  return async ({ params, principal: { user } }) => {
    try {
      await table.send(
        new DeleteCommand({
          TableName: accountsTable,
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

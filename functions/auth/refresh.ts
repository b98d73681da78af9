import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { accountKeys, hasEnded, type Profile, readProfile, readSession, type Session } from '#accounts';
import { conditionalUpdate, sha256 } from '#aws';
import { Problem, SESSION_COOKIE } from '#contract';
import { isOwnPage, type RouteHandlers } from '#http';
import type { AuthDependencies } from './dependencies.ts';
import { createSuccessor, parseRefreshToken, type RefreshToken, unsealSuccessor } from './refresh-token.ts';
import { sessionAnswer, sessionEnd } from './session-answer.ts';

/** Milliseconds for which the previous token returns the same successor again, in case the client lost the response. */
const GRACE = 10_000;

/** Exchanges a refresh token for its successor and an access token. Reusing an old refresh token ends the session. */
export function refreshRoute(dependencies: AuthDependencies): RouteHandlers<'auth'>['refresh'] {
  const { accounts, signToken } = dependencies;
  return async ({ body, cookies, client }) => {
    const place = body?.refreshToken === undefined ? 'cookie' : 'token';
    const offered = body?.refreshToken ?? cookies.get(SESSION_COOKIE);
    if (offered !== undefined && place === 'cookie' && !isOwnPage(client))
      throw new Problem('origin_refused');
    const presented = parseRefreshToken(offered ?? '');
    if (presented === undefined) throw new Problem('unauthenticated');
    const profile = await readProfile(accounts, presented.user);
    if (profile === undefined || profile.disabledAt !== undefined) throw new Problem('session_ended');
    const { token, endsAt } = await rotate(dependencies, profile, presented);
    const accessToken = await signToken(presented.user, presented.session);
    return sessionAnswer(profile, accessToken, token, endsAt, place);
  };
}

interface Rotated {
  readonly token: RefreshToken;
  /** When the session ends. */
  readonly endsAt: Date;
}

async function rotate(
  dependencies: AuthDependencies,
  profile: Profile,
  presented: RefreshToken,
): Promise<Rotated> {
  const { accounts, now } = dependencies;
  const session = await readSession(accounts, presented.user, presented.session);
  if (session === undefined || hasEnded(session, profile, now())) throw new Problem('session_ended');
  if (sha256(presented.family) !== session.familyHash) throw new Problem('unauthenticated');
  const hash = sha256(presented.secret);
  if (hash === session.currentHash) {
    const { successor, sealed } = createSuccessor(presented.secret);
    const endsAt = sessionEnd(new Date(session.createdAt), now());
    const replaced = await replaceSecret(dependencies, session, successor, sealed, endsAt);
    // Another request with the same token was faster, so this one returns the same successor.
    return replaced
      ? { token: { ...presented, secret: successor }, endsAt }
      : rotate(dependencies, profile, presented);
  }
  const { previous } = session;
  if (previous?.hash === hash && now().getTime() - new Date(previous.rotatedAt).getTime() <= GRACE) {
    const secret = unsealSuccessor(presented.secret, previous.successor);
    return { token: { ...presented, secret }, endsAt: new Date(session.endsAt) };
  }
  await accounts.client.send(
    new DeleteCommand({ TableName: accounts.name, Key: accountKeys.session(session.user, session.id) }),
  );
  await dependencies.sendMail({ template: 'session-stolen', user: session.user });
  throw new Problem('session_ended');
}

/** @returns false if the current secret of the session has changed in the meantime */
async function replaceSecret(
  { accounts, now }: AuthDependencies,
  session: Session,
  successor: string,
  sealed: Uint8Array,
  endsAt: Date,
): Promise<boolean> {
  const set = {
    currentHash: sha256(successor),
    previous: { hash: session.currentHash, rotatedAt: now().toISOString(), successor: sealed },
    lastUsedAt: now().toISOString(),
    endsAt: endsAt.toISOString(),
    expires: Math.ceil(endsAt.getTime() / 1000),
  };
  const Key = accountKeys.session(session.user, session.id);
  try {
    await accounts.client.send(
      new UpdateCommand({
        TableName: accounts.name,
        Key,
        ...conditionalUpdate({ set }, { currentHash: session.currentHash }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

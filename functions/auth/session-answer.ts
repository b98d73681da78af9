import { ACCESS_TOKEN_SECONDS, type Profile } from '#accounts';
import type { SessionAnswer } from '#contract';
import { formatRefreshToken, type RefreshToken } from './refresh-token.ts';
import { sessionCookie } from './session-cookie.ts';
import { userView } from './user-view.ts';

/** Days until an unused session expires. */
export const SESSION_DAYS = 30;

/** Maximum lifetime of a session in days. It limits how long a stolen session can be used. */
export const MAX_SESSION_DAYS = 90;

const DAY = 24 * 3600_000;

/**
 * The expiry of a session that is used now.
 *
 * @param createdAt - the time of the sign-in
 */
export function sessionEnd(createdAt: Date, now: Date): Date {
  const unused = now.getTime() + SESSION_DAYS * DAY;
  return new Date(Math.min(unused, createdAt.getTime() + MAX_SESSION_DAYS * DAY));
}

/**
 * The response with the tokens of a session.
 *
 * @param place - where to put the refresh token: in an HttpOnly cookie for browsers, or in the body for other clients
 */
export function sessionAnswer(
  profile: Profile,
  accessToken: string,
  refresh: RefreshToken,
  endsAt: Date,
  place: 'cookie' | 'token',
): { body: SessionAnswer; cookies?: readonly string[] } {
  const refreshToken = formatRefreshToken(refresh);
  const body = { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: userView(profile) };
  return place === 'token'
    ? { body: { ...body, refreshToken } }
    : { body, cookies: [sessionCookie(refreshToken, endsAt)] };
}

import { ACCESS_TOKEN_SECONDS, type Profile } from '#accounts';
import type { SessionAnswer } from '#contract';
import { formatRefreshToken, type RefreshToken } from './refresh-token.ts';
import { sessionCookie } from './session-cookie.ts';
import { userView } from './user-view.ts';

/** Days for which a session lives on after its last use. */
export const SESSION_DAYS = 30;

/** Days after which a session ends however often it is used: whoever has stolen one does not have it for good. */
export const LONGEST_SESSION_DAYS = 90;

const DAY = 24 * 3600_000;

/**
 * When a session that is used now ends.
 *
 * @param createdAt - when it was signed in to
 */
export function sessionEnd(createdAt: Date, now: Date): Date {
  const unused = now.getTime() + SESSION_DAYS * DAY;
  return new Date(Math.min(unused, createdAt.getTime() + LONGEST_SESSION_DAYS * DAY));
}

/**
 * The answer that hands out a session's tokens.
 *
 * @param place - where the refresh token goes: into a cookie that no script can read, or into the body for other clients
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

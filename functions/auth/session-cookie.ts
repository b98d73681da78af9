import { SESSION_COOKIE } from '#contract';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/**
 * The `Set-Cookie` value with a refresh token.
 *
 * @param endsAt - when the session ends
 */
export function sessionCookie(refreshToken: string, endsAt: Date): string {
  return `${SESSION_COOKIE}=${refreshToken}; ${attributes}; Expires=${endsAt.toUTCString()}`;
}

/** The `Set-Cookie` value that removes the cookie. */
export const noSessionCookie = `${SESSION_COOKIE}=; ${attributes}; Max-Age=0`;

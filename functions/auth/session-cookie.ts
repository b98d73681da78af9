import { SESSION_COOKIE } from '#contract';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/**
 * A `Set-Cookie` value that carries a refresh token.
 *
 * @param endsAt - when the session ends
 */
export function sessionCookie(refreshToken: string, endsAt: Date): string {
  return `${SESSION_COOKIE}=${refreshToken}; ${attributes}; Expires=${endsAt.toUTCString()}`;
}

/** A `Set-Cookie` value that takes the cookie away. */
export const noSessionCookie = `${SESSION_COOKIE}=; ${attributes}; Max-Age=0`;

/** Not in the alphabet of Base64, in which session tokens are written. */
const SEPARATOR = '.';

/**
 * The session token of one instance of a function. Every sandbox of Lambda has credentials of its own; here they share
 * the key and differ in the token.
 */
export function tokenOfInstance(sessionToken: string, instance: string): string {
  return `${sessionToken}${SEPARATOR}${instance}`;
}

/** Takes a session token apart again. */
export function splitToken(token: string): { readonly sessionToken: string; readonly instance?: string } {
  const end = token.indexOf(SEPARATOR);
  return end < 0
    ? { sessionToken: token }
    : { sessionToken: token.slice(0, end), instance: token.slice(end + 1) };
}

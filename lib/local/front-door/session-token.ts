/** A character that Base64 does not have, and so session tokens do not have. */
const SEPARATOR = '.';

/**
 * The session token of one instance of a function. In Lambda, instances have different credentials. Here they share the key
 * and have different tokens.
 */
export function tokenOfInstance(sessionToken: string, instance: string): string {
  return `${sessionToken}${SEPARATOR}${instance}`;
}

/** Splits a session token. */
export function splitToken(token: string): { readonly sessionToken: string; readonly instance?: string } {
  const end = token.indexOf(SEPARATOR);
  return end < 0
    ? { sessionToken: token }
    : { sessionToken: token.slice(0, end), instance: token.slice(end + 1) };
}

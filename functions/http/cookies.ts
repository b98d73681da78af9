/**
 * The cookies of a request by name (RFC 6265, section 5.4). The first of two with the same name counts.
 *
 * @param cookies - each `name=value`, as HTTP API delivers them
 */
export function readCookies(cookies: readonly string[]): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  for (const cookie of cookies) {
    const equals = cookie.indexOf('=');
    if (equals < 1) continue;
    const name = cookie.slice(0, equals).trim();
    if (!byName.has(name)) byName.set(name, cookie.slice(equals + 1).trim());
  }
  return byName;
}

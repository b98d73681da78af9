/** Names of fields, of requests and answers, whose values are for nobody's eyes. */
const SECRET = /^(password|current|token|code|secret|invite|accessToken|refreshToken|recoveryCodes|claim)$/;

/** Every secret that a JSON value holds, at any depth; what is short could stand in a log by chance. */
export function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return SECRET.test(name) && value.length >= 12 ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, content]) => secretsIn(content, key));
}

/** Which of the secrets a log shows, whole or, of a token, its signature alone. */
export function secretsShown(log: string, secrets: Iterable<string>): string[] {
  const words = new Set(log.match(/[A-Za-z0-9_-]{12,}/g));
  return [...new Set(secrets)].filter((secret) => {
    const parts = secret.match(/[A-Za-z0-9_-]{12,}/g) ?? [];
    const last = parts.at(-1);
    return last === undefined || parts.join('.') !== secret ? log.includes(secret) : words.has(last);
  });
}

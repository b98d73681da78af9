import { secondFactorCodeSchema } from '../../functions/contract/fields.ts';

/** Fields of requests and answers whose values are secret. */
const SECRET = /^(password|current|token|secret|invite|accessToken|refreshToken|recoveryCodes|claim|cookie)$/;

/** The secret part of a URL: the S3 signature, or what a link carries in its fragment. */
const IN_ADDRESS = /(?:[?&]X-Amz-Signature=|#\w+=)([\w.-]+)/g;

/** All secrets in a JSON value, at any depth. Short ones are left out, because they could occur in a log by chance. */
export function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return secretsOf(name, value).filter((secret) => secret.length >= 12);
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, content]) => secretsIn(content, key));
}

function secretsOf(name: string, text: string): string[] {
  if (SECRET.test(name)) return [text];
  // Problem codes also have this name and are not secret.
  if (name === 'code') return secondFactorCodeSchema.safeParse(text).success ? [text] : [];
  return [...text.matchAll(IN_ADDRESS)].map(([, secret = '']) => secret);
}

/** The secrets that occur in a log. For a token, its signature alone counts. */
export function secretsShown(log: string, secrets: Iterable<string>): string[] {
  const words = new Set(log.match(/[A-Za-z0-9_-]{12,}/g));
  return [...new Set(secrets)].filter((secret) => {
    const parts = secret.match(/[A-Za-z0-9_-]{12,}/g) ?? [];
    const last = parts.at(-1);
    return last === undefined || parts.join('.') !== secret ? log.includes(secret) : words.has(last);
  });
}

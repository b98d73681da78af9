import { createHash } from 'node:crypto';

/**
 * The entity tag of a representation (RFC 9110, section 8.8.3): the same bytes have the same tag, and others another, so it is a
 * strong one.
 */
export function entityTag(representation: string): string {
  const digest = createHash('sha256').update(representation).digest('base64url');
  return `"${digest.slice(0, 32)}"`;
}

/**
 * Whether a client has this very representation already. Tags are compared weakly (RFC 9110, section 13.1.2): whoever
 * compresses an answer on its way makes its tag a weak one.
 *
 * @param ifNoneMatch - the header, if the client sent one; what is not a list of tags names none
 */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const list = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;
  if (!list.test(ifNoneMatch)) return false;
  return [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([one]) => one === tag);
}

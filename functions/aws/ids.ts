import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';

/** A new id: a ULID, so that ids sort by the time at which they were made. */
export function newId(now: Date): string {
  return ulid(now.getTime());
}

/**
 * A new secret for a link or a token.
 *
 * @returns 256 random bits in base64url
 */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

import { randomBytes } from 'node:crypto';
import { sha256 } from '#aws';

export const CODES = 10;
/** Crockford's base 32: no letters that look like digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Characters: 80 random bits, too many to find by hashing guesses. */
const LENGTH = 16;

/** New recovery codes, as people read them: `7Q3M-XK9T-0ZBC-4HPW`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const characters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return characters.replace(/(.{4})(?!$)/g, '$1-');
  });
}

/** What a record keeps of its codes. */
export function recordOfCodes(codes: readonly string[]): Record<string, true> {
  return Object.fromEntries(codes.map((code) => [hashRecoveryCode(code), true as const]));
}

/** What is kept of a recovery code; dashes do not count. */
export function hashRecoveryCode(code: string): string {
  return sha256(code.replaceAll('-', ''));
}

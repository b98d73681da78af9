import { randomBytes } from 'node:crypto';
import { sha256 } from '#aws';

export const CODES = 10;
/** Crockford's base 32, which has no letters that look like digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Characters. 80 random bits cannot be found by brute force, so a fast hash is enough. */
const LENGTH = 16;

/** Generates recovery codes in the form `7Q3M-XK9T-0ZBC-4HPW`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const characters = [...randomBytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return characters.replace(/(.{4})(?!$)/g, '$1-');
  });
}

/** The attribute with the hashes of the codes. */
export function recordOfCodes(codes: readonly string[]): Record<string, true> {
  return Object.fromEntries(codes.map((code) => [hashRecoveryCode(code), true as const]));
}

/** The hash of a recovery code. Dashes are ignored. */
export function hashRecoveryCode(code: string): string {
  return sha256(code.replaceAll('-', ''));
}

import { createHash } from 'node:crypto';
import { Problem } from '#contract';
import { isCommonHash } from './common-passwords.ts';

/**
 * Refuses a new password that is easy to guess. The contract has already checked its length.
 *
 * @param password - in NFKC
 * @param email - the account's address, in lower case
 * @throws Problem `invalid_request`
 */
export function requireGoodPassword(password: string, email: string): void {
  const message = weakness(password.toLowerCase(), email);
  if (message !== undefined)
    throw new Problem('invalid_request', { errors: [{ field: '/password', message }] });
}

function weakness(password: string, email: string): string | undefined {
  if (password === email || password === email.slice(0, email.lastIndexOf('@')))
    return 'not your email address';
  if (isRepetition(password)) return 'not a repetition of a few characters';
  if (isCommonHash(createHash('sha256').update(password).digest())) return 'not a common password';
  return undefined;
}

/** Whether it only repeats up to four characters, such as `abcabcabcabc`. */
function isRepetition(password: string): boolean {
  const characters = [...password];
  return [1, 2, 3, 4].some((length) =>
    characters.every((character, index) => character === characters[index % length]),
  );
}

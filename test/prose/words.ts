/** A word or phrase that is not used, and what to write. `docs/glossary.md` decides. */
export interface WordRule {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Pronouns that hide who acts. */
export const PRONOUNS = /\b(whoever|whom|somebody|nobody|anybody|he|his|him)\b/gi;

/** Words and phrases to replace. Patterns are global and ignore case. */
export const rules: readonly WordRule[] = [
  {
    pattern: PRONOUNS,
    instead: 'name the person ("the owner", "the caller"), or "they", "someone", "no one"',
  },
  { pattern: /\bsecond factors?\b/gi, instead: '"two-factor authentication (2FA)"' },
  { pattern: /\bMFA\b/g, instead: '"2FA"' },
  { pattern: /\b(e-mails?|mails?|mailed|mailing)\b/gi, instead: '"email"' },
  { pattern: /\b(has|have|had) to\b/gi, instead: '"must" or "need"' },
  { pattern: /\bis none of\b/gi, instead: '"is not"' },
  { pattern: /\bany ?more\b/gi, instead: '"no longer"' },
  { pattern: /\b(takes?|taken|took|taking) (it |them )?back\b/gi, instead: '"revoke"' },
  { pattern: /\b(gives?|given|gave|giving) (it |them )?back\b/gi, instead: '"return"' },
  { pattern: /\b(takes?|taken|took|taking) up\b/gi, instead: '"use", "start" or "accept"' },
  { pattern: /\bshuts? out\b/gi, instead: '"disable"' },
  { pattern: /\b(is|are) over\b/gi, instead: '"has expired" or "has ended"' },
  { pattern: /\b(farewell|hopeless|befalls?|anew|besides|midway|in vain)\b/gi, instead: 'a plain word' },
  { pattern: /\bby way of\b/gi, instead: '"through" or "with"' },
  { pattern: /\bone['’]s own\b/gi, instead: 'name the owner' },
  { pattern: /\b(log|logs|logged|logging) (in|out|on)(to)?\b/gi, instead: '"sign in" or "sign out"' },
  { pattern: /\b(switch|switches|switched) (on|off)\b/gi, instead: '"turn on" or "turn off"' },
  { pattern: /\bembedded cloud\b/gi, instead: '"local cloud"' },
  { pattern: /(?<!KMS )\bwrapping keys?\b/gi, instead: '"file key" or "KMS wrapping key"' },
  { pattern: /\bmaster keys?\b/gi, instead: '"KMS wrapping key"' },
  { pattern: /\b(whilst|hence|thus|thereby|therein|whence)\b/gi, instead: 'a plain word' },
];

/** Words per sentence. A longer sentence becomes two. */
export const LONGEST_SENTENCE = 40;
/** Characters per line of a page, tables and addresses left out. */
export const LONGEST_LINE = 120;

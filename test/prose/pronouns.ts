import { PRONOUNS } from './words.ts';

/** Pronouns of `PRONOUNS` that 1,000 lines of code and documentation may have. The aim is 0.5; lower it as the code gets better. */
export const MOST_PRONOUNS = 1.5;

/** How many pronouns of `PRONOUNS` a text has, and how many lines. */
export function countPronouns(text: string): { readonly pronouns: number; readonly lines: number } {
  return { pronouns: text.match(PRONOUNS)?.length ?? 0, lines: text.split('\n').length };
}

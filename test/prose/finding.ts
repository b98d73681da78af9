import { rules } from './words.ts';

/** Something to correct in a text. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/**
 * Words of a text that the glossary replaces.
 *
 * @param lineAt - the line of a character of the text
 */
export function unwantedWords(text: string, lineAt: (index: number) => number): readonly Finding[] {
  // A line break can divide a phrase.
  const flat = text.replaceAll(/\s/g, ' ');
  return rules.flatMap(({ pattern, instead }) =>
    [...flat.matchAll(pattern)].map(({ 0: word, index }) => ({
      line: lineAt(index),
      message: `"${word}": write ${instead}`,
    })),
  );
}

/** The line in which a character of a text is, from 1. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

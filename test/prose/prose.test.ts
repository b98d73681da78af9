import { describe, expect, it } from 'vitest';
import { checkMarkdown } from './check-markdown.ts';
import { checkTexts } from './check-texts.ts';
import { countPronouns } from './pronouns.ts';
import { LONGEST_LINE, LONGEST_SENTENCE } from './words.ts';

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

describe('the check of a page', () => {
  it('names a word that the glossary replaces, with its line', () => {
    expect(checkMarkdown('# Title\n\nThe first line.\nWhoever has the second factor.')).toEqual([
      expect.objectContaining({ line: 4, message: expect.stringContaining('"Whoever"') }),
      expect.objectContaining({ line: 4, message: expect.stringContaining('"second factor"') }),
    ]);
  });

  it('finds a phrase that a line break divides', () => {
    expect(checkMarkdown('The owner has\nto wait.')).toHaveLength(1);
  });

  it('checks the cells of tables', () => {
    expect(checkMarkdown('| a | b |\n|---|---|\n| word | a mail |')).toEqual([
      expect.objectContaining({ line: 3 }),
    ]);
  });

  it('leaves out code, addresses and generated parts', () => {
    expect(checkMarkdown('The queue `mail`.\n\n```sh\nmail him\n```\n\n[a page](mail/whoever.md)')).toEqual(
      [],
    );
    expect(checkMarkdown('<!-- generated: one -->\n\nwhoever\n\n<!-- end: one -->\n\nText.')).toEqual([]);
  });

  it('leaves out the words of the page that explains them, but not its lines', () => {
    expect(checkMarkdown('| mail | email |', { words: false })).toEqual([]);
    expect(checkMarkdown('a'.repeat(LONGEST_LINE + 1), { words: false })).toHaveLength(1);
  });

  it('accepts the longest sentence and refuses a longer one', () => {
    expect(checkMarkdown(`${words(10)}\n`.repeat(LONGEST_SENTENCE / 10).trim())).toEqual([]);
    expect(checkMarkdown(`${`${words(10)}\n`.repeat(LONGEST_SENTENCE / 10)}word.`)).toHaveLength(1);
  });

  it('counts a sentence that begins with code on its own', () => {
    expect(checkMarkdown(`${words(15)}\n${words(15)}.\n\`code\` ${words(15)}.`)).toEqual([]);
  });

  it('accepts the longest line, and longer rows of tables and addresses', () => {
    expect(checkMarkdown('a'.repeat(LONGEST_LINE))).toEqual([]);
    expect(checkMarkdown(`| ${'a'.repeat(LONGEST_LINE)} |`)).toEqual([]);
    expect(checkMarkdown(`[a]: https://example.org/${'a'.repeat(LONGEST_LINE)}`)).toEqual([]);
  });
});

describe('the check of texts', () => {
  it('reads strings and templates, with their lines, and no code or comments', () => {
    const source = [
      '// nobody reads this',
      "export const mail = { title: 'No mail has arrived' };",
      'export const text = () => `The owner has to wait`;',
    ].join('\n');
    expect(checkTexts(source)).toEqual([
      expect.objectContaining({ line: 2, message: expect.stringContaining('"mail"') }),
      expect.objectContaining({ line: 3, message: expect.stringContaining('"has to"') }),
    ]);
  });

  it('leaves out names and codes', () => {
    expect(checkTexts("export const names = ['mail', 'whoever'];")).toEqual([]);
  });
});

it('pronouns are counted as words, in any case', () => {
  expect(countPronouns('He told whoever.\nThe history is hers.')).toEqual({ pronouns: 2, lines: 2 });
});

import { expect, it } from 'vitest';
import { countsIn } from '../../../frontend/locales/counts.ts';

const files = { one: '# file', other: '# files' };

it('one is singular, and numbers have separators', () => {
  const { plural } = countsIn('en-GB');
  expect([0, 1, 2, 2000].map((count) => plural(count, files))).toEqual([
    '0 files',
    '1 file',
    '2 files',
    '2,000 files',
  ]);
});

it('a language has its own plural forms', () => {
  const { plural } = countsIn('pl');
  const pliki = { one: '# plik', few: '# pliki', many: '# plików', other: '# pliku' };
  expect([1, 3, 5].map((count) => plural(count, pliki))).toEqual(['1 plik', '3 pliki', '5 plików']);
});

it('a form that a language does not need falls back to the general one', () => {
  expect(countsIn('pl').plural(3, files)).toBe('3 files');
});

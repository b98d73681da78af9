import { expect, it } from 'vitest';
import { splitName } from '../../../../frontend/design/display/split-name.ts';

it('keeps the end of a long name, with extension and version', () => {
  expect(splitName('a contract between two parties, final-v7-signed.pdf')[1]).toBe('7-signed.pdf');
});

it('loses nothing', () => {
  for (const name of ['', 'a', 'ab', 'report.pdf', 'x'.repeat(300)])
    expect(splitName(name).join('')).toBe(name);
});

it('keeps the second half of a short name', () => {
  expect(splitName('report.pdf')).toEqual(['repor', 't.pdf']);
});

it('never splits a character that consists of several code points', () => {
  const family = '👨‍👩‍👧';
  expect(splitName(`${family}${family}`)).toEqual([family, family]);
});

import { expect, it } from 'vitest';
import { splitName } from '../../../../frontend/design/display/split-name.ts';

it('keeps the end of a long name, where extension and version stand', () => {
  expect(splitName('a contract between two parties, final-v7-signed.pdf')[1]).toBe('7-signed.pdf');
});

it('loses nothing', () => {
  for (const name of ['', 'a', 'ab', 'report.pdf', 'x'.repeat(300)])
    expect(splitName(name).join('')).toBe(name);
});

it('gives a short name’s second half', () => {
  expect(splitName('report.pdf')).toEqual(['repor', 't.pdf']);
});

it('never cuts a character that people see as one', () => {
  const family = '👨‍👩‍👧';
  expect(splitName(`${family}${family}`)).toEqual([family, family]);
});

import { describe, expect, it } from 'vitest';
import type { Config } from '#contract';
import {
  acceptList,
  allowedLabels,
  declaredType,
  refusalOf,
} from '../../../../frontend/uploads/intake/file-rules.ts';

const config: Config = {
  types: [
    { contentType: 'application/pdf', label: 'PDF', extensions: ['pdf'] },
    { contentType: 'image/jpeg', label: 'JPG', extensions: ['jpg', 'jpeg'] },
    { contentType: 'application/zip', label: 'ZIP', extensions: ['zip'] },
  ],
  maxFileSize: 2 * 1024 ** 3,
  singleUploadLimit: 16 * 1024 ** 2,
  registration: 'open',
  languages: ['en'],
};
const file = (name: string, type: string, size = 10) => ({ name, type, size });

describe('a file is accepted', () => {
  it.each([
    file('a.pdf', 'application/pdf'),
    file('A.JPEG', 'image/jpeg'),
    file('a.zip', 'application/x-zip-compressed'),
    file('a.pdf', ''),
    file('a.zip', 'application/octet-stream'),
    file('a.pdf', 'application/pdf', config.maxFileSize),
  ])('$name of type “$type”', (candidate) => {
    expect(refusalOf(candidate, config)).toBeUndefined();
  });
});

describe('a file is refused', () => {
  it.each([
    [file('a.txt', 'text/plain'), 'This vault accepts PDF, JPG or ZIP files only.'],
    [file('a.gif', 'image/gif'), 'This vault accepts PDF, JPG or ZIP files only.'],
    [file('a', ''), 'This vault accepts PDF, JPG or ZIP files only.'],
    [file('a.pdf', 'text/html'), 'This vault accepts PDF, JPG or ZIP files only.'],
    [
      file('a.pdf', 'image/jpeg'),
      'The extension does not match a JPG file. Correct the name and add it again.',
    ],
    [
      file('pdf', 'application/pdf'),
      'The extension does not match a PDF file. Correct the name and add it again.',
    ],
    [file('a.pdf', 'application/pdf', 0), 'The file is empty.'],
  ])('$name of type “$type”', (candidate, text) => {
    expect(refusalOf(candidate, config)).toBe(text);
  });

  it('one byte past the limit', () => {
    expect(refusalOf(file('a.pdf', 'application/pdf', config.maxFileSize + 1), config)).toMatch(
      /The limit is 2/,
    );
  });
});

it('an alias of a type is declared under its canonical name', () => {
  expect(declaredType(file('a.zip', 'application/x-zip-compressed'), config)).toBe('application/zip');
});

it('accepted types are listed in words, and for the system’s dialog', () => {
  expect(allowedLabels(config)).toBe('PDF, JPG or ZIP');
  expect(acceptList(config)).toBe('application/pdf,.pdf,image/jpeg,.jpg,.jpeg,application/zip,.zip');
});

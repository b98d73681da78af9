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

describe('a file is taken', () => {
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
    [file('a.txt', 'text/plain'), 'This vault takes PDF, JPG or ZIP files only.'],
    [file('a.gif', 'image/gif'), 'This vault takes PDF, JPG or ZIP files only.'],
    [file('a', ''), 'This vault takes PDF, JPG or ZIP files only.'],
    [file('a.pdf', 'text/html'), 'This vault takes PDF, JPG or ZIP files only.'],
    [file('a.pdf', 'image/jpeg'), 'The name does not end as a JPG file’s does. Give it its right extension.'],
    [
      file('pdf', 'application/pdf'),
      'The name does not end as a PDF file’s does. Give it its right extension.',
    ],
    [file('a.pdf', 'application/pdf', 0), 'The file is empty.'],
  ])('$name of type “$type”', (candidate, words) => {
    expect(refusalOf(candidate, config)).toBe(words);
  });

  it('one byte past the limit', () => {
    expect(refusalOf(file('a.pdf', 'application/pdf', config.maxFileSize + 1), config)).toMatch(
      /the limit is 2/,
    );
  });
});

it('an alias of a type is declared under its canonical name', () => {
  expect(declaredType(file('a.zip', 'application/x-zip-compressed'), config)).toBe('application/zip');
});

it('what the vault takes is said in words, and to the system’s dialog', () => {
  expect(allowedLabels(config)).toBe('PDF, JPG or ZIP');
  expect(acceptList(config)).toBe('application/pdf,.pdf,image/jpeg,.jpg,.jpeg,application/zip,.zip');
});

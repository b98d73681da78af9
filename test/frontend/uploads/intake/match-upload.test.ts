import { expect, it } from 'vitest';
import { matchUpload } from '../../../../frontend/uploads/intake/match-upload.ts';

const upload = { name: 'caf\u00e9.pdf', size: 10 };
const local = { name: 'caf\u00e9.pdf', size: 10, lastModified: 5 };

it('knows the file that the upload was begun with', () => {
  expect(matchUpload(upload, local, 5)).toBe('same');
});

it('knows it by a name that the system writes with combining marks', () => {
  expect(matchUpload(upload, { ...local, name: 'cafe\u0301.pdf' }, 5)).toBe('same');
});

it('cannot tell where another browser began the upload', () => {
  expect(matchUpload(upload, local, undefined)).toBe('unknown');
});

it.each([
  ['other-name', { name: 'tea.pdf' }],
  ['other-size', { size: 11 }],
  ['changed', { lastModified: 6 }],
] as const)('finds that a file is another one: %s', (match, difference) => {
  expect(matchUpload(upload, { ...local, ...difference }, 5)).toBe(match);
});

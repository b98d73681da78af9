import { expect, it } from 'vitest';
import { matchUpload } from '../../../../frontend/uploads/intake/match-upload.ts';

const upload = { name: 'caf\u00e9.pdf', size: 10 };
const local = { name: 'caf\u00e9.pdf', size: 10, lastModified: 5 };

it('recognises the file with which the upload started', () => {
  expect(matchUpload(upload, local, 5)).toBe('same');
});

it('recognises a name that the system writes with combining marks', () => {
  expect(matchUpload(upload, { ...local, name: 'cafe\u0301.pdf' }, 5)).toBe('same');
});

it('cannot tell when another browser started the upload', () => {
  expect(matchUpload(upload, local, undefined)).toBe('unknown');
});

it.each([
  ['other-name', { name: 'tea.pdf' }],
  ['other-size', { size: 11 }],
  ['changed', { lastModified: 6 }],
] as const)('finds a difference: %s', (match, difference) => {
  expect(matchUpload(upload, { ...local, ...difference }, 5)).toBe(match);
});

import { expect, it } from 'vitest';
import { strengthOf } from '../../../frontend/credentials/password-strength.ts';

it('the only rule is the length: 12 to 128 characters', () => {
  expect(strengthOf('x'.repeat(11))).toBe('too-short');
  expect(strengthOf('x'.repeat(12))).not.toBe('too-short');
  expect(strengthOf('x'.repeat(128))).not.toBe('too-long');
  expect(strengthOf('x'.repeat(129))).toBe('too-long');
});

it('a character outside the basic plane counts once', () => {
  expect(strengthOf('🔑'.repeat(11))).toBe('too-short');
  expect(strengthOf('🔑'.repeat(12))).toBe('weak');
});

it.each(['aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', '1234567890123', 'abababababababab'])(
  '%s is weak',
  (password) => {
    expect(strengthOf(password)).toBe('weak');
  },
);

it('what is known about the account does not count', () => {
  const known = ['Ada Lovelace', 'ada@example.org'];
  expect(strengthOf('ada-lovelace-example', known)).toBe('weak');
  expect(strengthOf('ada-lovelace-example')).not.toBe('weak');
});

it('unrelated words are strong', () => {
  expect(strengthOf('correct horse battery staple')).toBe('strong');
});

it('thirteen ordinary characters are fair', () => {
  expect(strengthOf('correct horse')).toBe('fair');
});

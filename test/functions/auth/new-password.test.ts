import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { requireGoodPassword } from '../../../functions/auth/new-password.ts';

const EMAIL = 'grace.brewster.hopper@example.org';

function refusal(password: string): string | undefined {
  try {
    requireGoodPassword(password, EMAIL);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error).toMatchObject({ code: 'invalid_request', errors: [{ field: '/password' }] });
    return error.errors?.[0]?.message;
  }
}

describe('a new password', () => {
  it.each([
    '123456789012',
    'qwertyuiop123',
    'administrator',
    'password1234',
    '1q2w3e4r5t6y',
    'passwordpassword',
  ])('is not %s, which is tried first', (password) => {
    expect(refusal(password)).toBe('not one of the passwords that are tried first');
  });

  it('is common in capitals, too', () => {
    expect(refusal('Password1234')).toBe('not one of the passwords that are tried first');
  });

  it.each(['aaaaaaaaaaaa', 'abababababababab', 'xyzxyzxyzxyzx', '🙂🙃🙂🙃🙂🙃🙂🙃🙂🙃🙂🙃'])(
    'is not a few characters again and again: %s',
    (password) => {
      expect(refusal(password)).toBe('not the same few characters again and again');
    },
  );

  it.each([EMAIL, EMAIL.toUpperCase(), 'grace.brewster.hopper'])('is not the address: %s', (password) => {
    expect(refusal(password)).toBe('not your own address');
  });

  it.each([
    'correct horse battery staple',
    'abcdeabcdeabcde',
    `${EMAIL} and more`,
    'lXw8?pQz0&kM',
    'пароль без номера',
  ])('may be %s', (password) => {
    expect(refusal(password)).toBeUndefined();
  });
});

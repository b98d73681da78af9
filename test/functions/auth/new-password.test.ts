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
  ])('cannot be %s, which is common', (password) => {
    expect(refusal(password)).toBe('not a common password');
  });

  it('cannot be a common password in capital letters', () => {
    expect(refusal('Password1234')).toBe('not a common password');
  });

  it.each(['aaaaaaaaaaaa', 'abababababababab', 'xyzxyzxyzxyzx', '🙂🙃🙂🙃🙂🙃🙂🙃🙂🙃🙂🙃'])(
    'cannot repeat a few characters: %s',
    (password) => {
      expect(refusal(password)).toBe('not a repetition of a few characters');
    },
  );

  it.each([EMAIL, EMAIL.toUpperCase(), 'grace.brewster.hopper'])(
    'cannot be the email address: %s',
    (password) => {
      expect(refusal(password)).toBe('not your email address');
    },
  );

  it.each([
    'correct horse battery staple',
    'abcdeabcdeabcde',
    `${EMAIL} and more`,
    'lXw8?pQz0&kM',
    'пароль без номера',
  ])('can be %s', (password) => {
    expect(refusal(password)).toBeUndefined();
  });
});

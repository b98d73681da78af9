import { expect, it } from 'vitest';
import { secretsIn, secretsShown } from '../setup/secrets-in-log.ts';

it('the judge of the log finds passwords, tokens, and the end of a token', () => {
  const secrets = secretsIn({
    email: 'ada@example.org',
    password: 'correct horse battery staple',
    nested: [{ refreshToken: 'aaaaaaaaaaaa.bbbbbbbbbbbbbbbb' }],
    recoveryCodes: ['cccc-cccc-cccc-cccc'],
    code: '123456',
  });
  expect(secrets).toEqual([
    'correct horse battery staple',
    'aaaaaaaaaaaa.bbbbbbbbbbbbbbbb',
    'cccc-cccc-cccc-cccc',
  ]);
  expect(secretsShown('{"a":"correct horse battery staple"} x=bbbbbbbbbbbbbbbb&', secrets)).toEqual(
    secrets.slice(0, 2),
  );
  expect(secretsShown('{"message":"request","route":"POST /api/auth/login"}', secrets)).toEqual([]);
});

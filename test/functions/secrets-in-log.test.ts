import { expect, it } from 'vitest';
import { secretsIn, secretsShown } from '../setup/secrets-in-log.ts';

it('the judge of the log finds passwords, tokens and the end of a token, and what makes an address good', () => {
  const secrets = secretsIn({
    email: 'ada@example.org',
    password: 'correct horse battery staple',
    nested: [{ refreshToken: 'aaaaaaaaaaaa.bbbbbbbbbbbbbbbb' }],
    recoveryCodes: ['cccc-cccc-cccc-cccc'],
    code: '123456',
    login: { code: '7q3m xk9t 0zbc 4hpw' },
    problem: { code: 'session_ended' },
    uploads: [{ url: 'https://s3.example/a?X-Amz-Expires=900&X-Amz-Signature=dddddddddddddddd' }],
    url: 'https://vault.example/s#token=eeeeeeeeeeeeeeee',
  });
  expect(secrets).toEqual([
    'correct horse battery staple',
    'aaaaaaaaaaaa.bbbbbbbbbbbbbbbb',
    'cccc-cccc-cccc-cccc',
    '7q3m xk9t 0zbc 4hpw',
    'dddddddddddddddd',
    'eeeeeeeeeeeeeeee',
  ]);
  expect(secretsShown('{"a":"correct horse battery staple"} x=bbbbbbbbbbbbbbbb&', secrets)).toEqual(
    secrets.slice(0, 2),
  );
  expect(secretsShown('{"url":"?X-Amz-Signature=dddddddddddddddd"}', secrets)).toEqual(['dddddddddddddddd']);
  expect(secretsShown('{"message":"request","route":"POST /api/auth/login"}', secrets)).toEqual([]);
});

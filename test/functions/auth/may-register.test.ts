import { describe, expect, it } from 'vitest';
import { mayRegister, type RegistrationRules } from '../../../functions/auth/may-register.ts';

const rules = (mode: RegistrationRules['mode']): RegistrationRules => ({
  mode,
  domains: ['example.org'],
  administrators: ['root@elsewhere.net'],
});

describe('who may register', () => {
  it('includes every address if registration is open', () => {
    expect(mayRegister(rules('open'), 'ada@elsewhere.com')).toBe(true);
  });

  it('includes only administrators if registration is by invitation', () => {
    expect(mayRegister(rules('invite'), 'ada@example.org')).toBe(false);
    expect(mayRegister(rules('invite'), 'root@elsewhere.net')).toBe(true);
  });

  it.each([
    ['ada@example.org', true],
    ['"a@b"@example.org', true],
    ['ada@sub.example.org', false],
    ['ada@notexample.org', false],
    ['ada@example.org.evil.com', false],
    ['"ada@example.org"@evil.com', false],
    ['root@elsewhere.net', true],
  ])('depends on the domain if registration is by domain: %s %s', (email, expected) => {
    expect(mayRegister(rules('domains'), email)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { noSessionCookie, sessionCookie } from '../../../functions/auth/session-cookie.ts';

describe('the session cookie', () => {
  const cookie = sessionCookie('token', new Date('2026-11-23T18:00:00Z'));

  it('is bound to the host and TLS and hidden from scripts and other sites', () => {
    const [pair, ...attributes] = cookie.split('; ');
    expect(pair).toBe('__Host-encrypt5-session=token');
    expect(attributes.toSorted()).toEqual(
      ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Expires=Mon, 23 Nov 2026 18:00:00 GMT'].toSorted(),
    );
  });

  it('is removed with the same attributes, because browsers keep it otherwise', () => {
    const [pair, ...attributes] = noSessionCookie.split('; ');
    expect(pair).toBe('__Host-encrypt5-session=');
    expect(attributes).toContain('Max-Age=0');
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']));
  });
});

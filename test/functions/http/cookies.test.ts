import { describe, expect, it } from 'vitest';
import { readCookies } from '../../../functions/http/cookies.ts';

describe('the cookies of a request', () => {
  it('are found by name and can have equals signs in their value', () => {
    const cookies = readCookies(['a=1', 'token=abc==', 'empty=']);
    expect([...cookies]).toEqual([
      ['a', '1'],
      ['token', 'abc=='],
      ['empty', ''],
    ]);
  });

  it('have unique names, and the first one counts', () => {
    expect(readCookies(['a=first', 'a=second']).get('a')).toBe('first');
  });

  it('are trimmed', () => {
    expect(readCookies([' a = 1 ']).get('a')).toBe('1');
  });

  it('without a name or an equals sign are ignored', () => {
    expect(readCookies(['=value', 'flag', '']).size).toBe(0);
  });

  it('can have the names of inherited properties', () => {
    expect(readCookies(['__proto__=1']).get('__proto__')).toBe('1');
    expect(readCookies([]).get('constructor')).toBeUndefined();
  });
});

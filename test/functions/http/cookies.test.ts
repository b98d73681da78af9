import { describe, expect, it } from 'vitest';
import { readCookies } from '../../../functions/http/cookies.ts';

describe('the cookies of a request', () => {
  it('are found by name, and keep whatever equals signs are in their value', () => {
    const cookies = readCookies(['a=1', 'token=abc==', 'empty=']);
    expect([...cookies]).toEqual([
      ['a', '1'],
      ['token', 'abc=='],
      ['empty', ''],
    ]);
  });

  it('count once: of two with the same name the first', () => {
    expect(readCookies(['a=first', 'a=second']).get('a')).toBe('first');
  });

  it('are taken without the space around them', () => {
    expect(readCookies([' a = 1 ']).get('a')).toBe('1');
  });

  it('without a name or an equals sign are passed over', () => {
    expect(readCookies(['=value', 'flag', '']).size).toBe(0);
  });

  it('that are named like members of an object are just cookies', () => {
    expect(readCookies(['__proto__=1']).get('__proto__')).toBe('1');
    expect(readCookies([]).get('constructor')).toBeUndefined();
  });
});

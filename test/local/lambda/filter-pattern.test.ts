import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../lib/local/lambda/filter-pattern.ts';

describe('a filter pattern', () => {
  it.each<[unknown, unknown, boolean]>([
    [{ body: { kind: ['file'] } }, { body: { kind: 'file' } }, true],
    [{ body: { kind: ['file', 'mail'] } }, { body: { kind: 'other' } }, false],
    [{ body: { kind: ['file'], size: [1] } }, { body: { kind: 'file', size: 2 } }, false],
    [{ body: { kind: ['file'] } }, { body: 'text' }, false],
    [{ tags: ['a'] }, { tags: ['b', 'a'] }, true],
    [{ a: [null] }, { a: null }, true],
    [{ a: [null] }, {}, false],
    [{ a: [{ exists: true }] }, { a: 0 }, true],
    [{ a: [{ exists: false }] }, {}, true],
    [{ a: [{ prefix: 'x' }] }, { a: 'xy' }, true],
    [{ a: [{ suffix: 'x' }] }, { a: 'xy' }, false],
    [{ a: [{ 'equals-ignore-case': 'X' }] }, { a: 'x' }, true],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    [{ a: [{ 'anything-but': 'x' }] }, {}, false],
    [{ a: [{ numeric: ['>', 1, '<=', 5] }] }, { a: 5 }, true],
    [{ a: [{ numeric: ['>', 1, '<=', 5] }] }, { a: 1 }, false],
    [{ a: [{ numeric: ['=', 3] }] }, { a: '3' }, false],
    [{ $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
  ])('%j against %j: %s', (pattern, value, expected) => {
    expect(matchesPattern(pattern, value)).toBe(expected);
  });

  it('refuses a rule that it does not know', () => {
    expect(() => matchesPattern({ a: [{ wildcard: '*' }] }, { a: 'x' })).toThrow('wildcard');
  });
});

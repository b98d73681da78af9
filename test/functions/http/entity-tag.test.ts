import { describe, expect, it } from 'vitest';
import { entityTag, isKnown } from '../../../functions/http/entity-tag.ts';

const tag = entityTag('{"items":[]}');

describe('an entity tag', () => {
  it('is a quoted string that only depends on the bytes', () => {
    expect(tag).toMatch(/^"[A-Za-z0-9_-]{32}"$/);
    expect(entityTag('{"items":[]}')).toBe(tag);
    expect(entityTag('{"items":[] }')).not.toBe(tag);
  });

  it.each([
    ['itself', tag],
    ['its weak form', `W/${tag}`],
    ['a list with it', `"one", W/"two",${tag}`],
    ['a star', ' * '],
  ])('matches %s', (_, header) => {
    expect(isKnown(header, tag)).toBe(true);
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['a different tag', '"another"'],
    ['its text without quotes', tag.slice(1, -1)],
    ['part of it', `${tag.slice(0, -5)}"`],
    ['a malformed list', `"one" ${tag}`],
    ['a malformed weak tag', `w/${tag}`],
  ])('does not match %s', (_, header) => {
    expect(isKnown(header, tag)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { cursorAfter, idOfCursor } from '../../../functions/http/cursor.ts';

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('a cursor', () => {
  it('leads to the page after the last item', () => {
    const { nextCursor } = cursorAfter({ items: [{ id: 'another' }, { id: ID }], isMore: true });
    expect(idOfCursor(nextCursor)).toBe(ID);
  });

  it('exists only if another page follows', () => {
    expect(cursorAfter({ items: [{ id: ID }], isMore: false })).toEqual({});
    expect(cursorAfter({ items: [], isMore: true })).toEqual({});
  });

  it('that is missing leads to the first page', () => {
    expect(idOfCursor(undefined)).toBeUndefined();
  });

  it.each([
    '',
    'AAAA',
    '!!!!',
    ID,
    Buffer.from(`${ID}#`).toString('base64url'),
    Buffer.from('OWNER#another-user').toString('base64url'),
  ])('that is not valid (%j) is a problem of its field', (cursor) => {
    expect(() => idOfCursor(cursor)).toThrow(Problem);
    expect(() => idOfCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});

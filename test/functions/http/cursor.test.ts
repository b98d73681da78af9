import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { cursorAfter, idOfCursor } from '../../../functions/http/cursor.ts';

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('a cursor', () => {
  it('leads to the page behind the last item', () => {
    const { nextCursor } = cursorAfter({ items: [{ id: 'another' }, { id: ID }], isMore: true });
    expect(idOfCursor(nextCursor)).toBe(ID);
  });

  it('is there only where a page follows', () => {
    expect(cursorAfter({ items: [{ id: ID }], isMore: false })).toEqual({});
    expect(cursorAfter({ items: [], isMore: true })).toEqual({});
  });

  it('that is not given begins at the beginning', () => {
    expect(idOfCursor(undefined)).toBeUndefined();
  });

  it.each([
    '',
    'AAAA',
    '!!!!',
    ID,
    Buffer.from(`${ID}#`).toString('base64url'),
    Buffer.from('OWNER#somebody-else').toString('base64url'),
  ])('that is none of ours (%j) is a problem of the field', (cursor) => {
    expect(() => idOfCursor(cursor)).toThrow(Problem);
    expect(() => idOfCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});

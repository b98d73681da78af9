import { describe, expect, it } from 'vitest';
import { Problem } from '#contract';
import { nextCursor, pageStart } from '../../../functions/files/cursor.ts';

const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const keyOf = (id: string) => ({ pk: 'OWNER#me', sk: `FILE#${id}` });

describe('a cursor', () => {
  it('leads to the page behind the item that it was made for', () => {
    const cursor = nextCursor(true, ID);
    expect(pageStart(cursor, keyOf)).toEqual({ ExclusiveStartKey: { pk: 'OWNER#me', sk: `FILE#${ID}` } });
  });

  it('is there only where a page follows', () => {
    expect(nextCursor(false, ID)).toBeUndefined();
    expect(nextCursor(true, undefined)).toBeUndefined();
  });

  it('that is not given begins at the beginning', () => {
    expect(pageStart(undefined, keyOf)).toEqual({});
  });

  it.each([
    '',
    'AAAA',
    '!!!!',
    ID,
    Buffer.from(`${ID}#`).toString('base64url'),
    Buffer.from('OWNER#somebody-else').toString('base64url'),
  ])('that is none of ours (%j) is a problem of the field', (cursor) => {
    expect(() => pageStart(cursor, keyOf)).toThrow(Problem);
    expect(() => pageStart(cursor, keyOf)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});

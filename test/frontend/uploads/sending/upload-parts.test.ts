import { describe, expect, it } from 'vitest';
import { missingParts, splitUpload } from '../../../../frontend/uploads/sending/upload-parts.ts';

describe('a plan', () => {
  it.each([
    [1, [[1, 0, 1]]],
    [9, [[1, 0, 9]]],
    [10, [[1, 0, 10]]],
    [
      11,
      [
        [1, 0, 10],
        [2, 10, 11],
      ],
    ],
  ])('of %i bytes in parts of 10', (size, parts) => {
    expect(splitUpload(size, 10).map(({ partNumber, from, to }) => [partNumber, from, to])).toEqual(parts);
  });
});

describe('what is missing', () => {
  const plan = splitUpload(25, 10);
  const numbers = (arrived: [number, { size: number }][]) =>
    missingParts(plan, new Map(arrived)).map((part) => part.partNumber);

  it('is everything at first', () => {
    expect(numbers([])).toEqual([1, 2, 3]);
  });

  it('is nothing when every part is there', () => {
    expect(
      numbers([
        [1, { size: 10 }],
        [2, { size: 10 }],
        [3, { size: 5 }],
      ]),
    ).toEqual([]);
  });

  it('includes a part that has another size than planned', () => {
    expect(
      numbers([
        [1, { size: 10 }],
        [2, { size: 9 }],
        [3, { size: 10 }],
      ]),
    ).toEqual([2, 3]);
  });
});

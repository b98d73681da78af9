import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf, partLength } from '../../../functions/files/upload-layout.ts';

const MIB = 2 ** 20;
const TIB = 2 ** 40;
const PART = 16 * MIB;
/** Amazon S3 User Guide, "Multipart upload limits". */
const S3 = { parts: 10_000, smallest: 5 * MIB, largest: 5 * 2 ** 30, object: 5 * TIB };

function sizesOf(size: number): { sum: number; sizes: Set<number>; last: number; parts: number } {
  const layout = layoutOf(size);
  const sizes = Array.from({ length: layout.parts }, (_, index) => partLength(size, layout, index + 1));
  const last = sizes.at(-1) ?? 0;
  return {
    sum: sizes.reduce((sum, one) => sum + one, 0),
    sizes: new Set(sizes.slice(0, -1)),
    last,
    parts: layout.parts,
  };
}

describe('the layout of an upload', () => {
  it.each([
    ['1 byte', 1, PART, 1],
    ['a part less a byte', PART - 1, PART, 1],
    ['a part', PART, PART, 1],
    ['a part and a byte', PART + 1, PART, 2],
    ['2 GiB', 2 ** 31, PART, 128],
    ['10,000 parts less a byte', 10_000 * PART - 1, PART, 10_000],
    ['10,000 parts', 10_000 * PART, PART, 10_000],
    ['10,000 parts and a byte', 10_000 * PART + 1, 17 * MIB, 9412],
    ['10,000 parts of 17 MiB', 10_000 * 17 * MIB, 17 * MIB, 10_000],
    ['5 TiB less a byte', 5 * TIB - 1, 525 * MIB, 9987],
    ['5 TiB', 5 * TIB, 525 * MIB, 9987],
  ])('for %s', (_, size, partSize, parts) => {
    expect(layoutOf(size)).toEqual({ partSize, parts });
  });

  it('has parts that add up to the file and stay within the S3 limits for any size', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 100 * MIB }), fc.integer({ min: 1, max: S3.object })),
        (size) => {
          const { sum, sizes, last, parts } = sizesOf(size);
          expect(sum).toBe(size);
          expect(parts).toBeLessThanOrEqual(S3.parts);
          expect(last).toBeGreaterThan(0);
          expect(sizes.size).toBeLessThanOrEqual(1);
          for (const part of sizes) {
            expect(part).toBeGreaterThanOrEqual(Math.max(S3.smallest, last));
            expect(part).toBeLessThanOrEqual(S3.largest);
          }
        },
      ),
    );
  });
});

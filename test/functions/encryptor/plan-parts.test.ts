import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PARTS } from '#contract';
import { type MessageShape, shapeOfPlaintext } from '#message';
import { cutPart, FRAME_LENGTH, framesPerPart, planParts } from '../../../functions/encryptor/plan-parts.ts';

const MIB = 2 ** 20;
const TIB = 2 ** 40;
/** Amazon S3 User Guide, "Multipart upload limits". */
const S3 = { parts: 10_000, smallest: 5 * MIB, largest: 5 * 2 ** 30 };

const shapeOf = (size: number): MessageShape =>
  shapeOfPlaintext({ frameLength: FRAME_LENGTH, headerLength: 400 }, size);

/** Sizes around every boundary: frames, parts, and the size from which parts are longer. */
const boundaries = [
  1,
  FRAME_LENGTH - 1,
  FRAME_LENGTH,
  FRAME_LENGTH + 1,
  16 * MIB - 1,
  16 * MIB,
  16 * MIB + 1,
  10_000 * 16 * MIB - 1,
  10_000 * 16 * MIB,
  10_000 * 16 * MIB + 1,
  10_000 * 17 * MIB,
  10_000 * 17 * MIB + 1,
  5 * TIB - 1,
  5 * TIB,
];

function check(size: number): void {
  const shape = shapeOf(size);
  const frames = framesPerPart(size, MOST_PARTS);
  const parts = planParts(shape, frames);
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.length).toBeLessThanOrEqual(S3.parts);

  let plaintext = 0;
  let ciphertext = parts[0]?.ciphertext.start ?? -1;
  let frame = 1;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    // Compared without expect, because 10,000 calls of expect take seconds.
    if (
      part.number !== index + 1 ||
      part.run.first !== frame ||
      part.run.count !== (isLast ? shape.frames - frame + 1 : frames) ||
      part.plaintext.start !== plaintext ||
      part.ciphertext.start !== ciphertext ||
      (!isLast && (part.plaintext.end - plaintext) % FRAME_LENGTH !== 0)
    )
      expect.fail(`part ${part.number} of ${size} bytes: ${JSON.stringify(part)}`);
    frame += part.run.count;
    plaintext = part.plaintext.end;
    ciphertext = part.ciphertext.end;
  }
  expect(plaintext).toBe(size);
  expect(ciphertext).toBe(shape.messageLength);
  expect(frame).toBe(shape.frames + 1);
  const first = parts[0]?.ciphertext ?? { start: 0, end: 0 };
  if (parts.length > 1) expect(first.end - first.start).toBeGreaterThanOrEqual(S3.smallest);
  expect(first.end - first.start).toBeLessThanOrEqual(S3.largest);
}

describe('the plan of an encryption', () => {
  it.each(boundaries)('for %d bytes has parts of whole frames, without gaps and within the limits', check);

  it('is valid for any size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 64 * 2 ** 30 }), check), { numRuns: 50 });
  });

  it.each([
    [1, 16],
    [10_000 * 16 * MIB, 16],
    [10_000 * 16 * MIB + 1, 17],
    [5 * TIB, 525],
  ])('for %d bytes has %d frames per part', (size, frames) => {
    expect(framesPerPart(size, MOST_PARTS)).toBe(frames);
  });
});

describe('a large part', () => {
  it('is cut into adjacent pieces', () => {
    const shape = shapeOf(5 * TIB);
    const parts = planParts(shape, framesPerPart(5 * TIB, MOST_PARTS));
    for (const part of [parts.at(0), parts.at(-1)]) {
      if (part === undefined) throw new Error('no part');
      const pieces = cutPart(shape, part, 16);
      expect(pieces.every(({ run }) => run.count <= 16)).toBe(true);
      expect(pieces.map(({ plaintext }) => plaintext.start)).toEqual([
        part.plaintext.start,
        ...pieces.slice(0, -1).map(({ plaintext }) => plaintext.end),
      ]);
      expect(pieces.at(-1)?.plaintext.end).toBe(part.plaintext.end);
      expect(pieces.at(-1)?.ciphertext.end).toBe(part.ciphertext.end);
      expect(pieces.at(-1)?.run.isFinal).toBe(part.run.isFinal);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageShape, shapeOfPlaintext } from '#message';
import {
  FRAME_LENGTH,
  framesPerPart,
  laneCount,
  planParts,
} from '../../../functions/encryptor/plan-parts.ts';

const MIB = 2 ** 20;
const TIB = 2 ** 40;
/** Amazon S3 User Guide, "Multipart upload limits". */
const S3 = { parts: 10_000, smallest: 5 * MIB, largest: 5 * 2 ** 30 };
/** What the design allows the buffers of an encryptor to take, and what the whole process may. */
const MEMORY = { lambda: 1792 * MIB, usual: 200 * MIB };

const shapeOf = (size: number): MessageShape =>
  shapeOfPlaintext({ frameLength: FRAME_LENGTH, headerLength: 400 }, size);

/** Sizes around every boundary: frames, parts, and where parts become longer. */
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
  const frames = framesPerPart(size);
  const parts = planParts(shape, frames);
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.length).toBeLessThanOrEqual(S3.parts);

  let plaintext = 0;
  let ciphertext = parts[0]?.ciphertext.start ?? -1;
  let frame = 1;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    // Compared by hand: a call of expect for each of 10,000 parts takes seconds.
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
  it.each(boundaries)('of %d bytes is parts of whole frames, without gap and within the limits', check);

  it('is so at any size', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 64 * 2 ** 30 }), check), { numRuns: 50 });
  });

  it.each([
    [1, 16],
    [10_000 * 16 * MIB, 16],
    [10_000 * 16 * MIB + 1, 17],
    [5 * TIB, 525],
  ])('of %d bytes has %d frames in a part', (size, frames) => {
    expect(framesPerPart(size)).toBe(frames);
  });
});

describe('the lanes of an encryption', () => {
  it('are four for a file of the usual parts, and never more than there are parts', () => {
    expect(laneCount(100, 16)).toBe(4);
    expect(laneCount(3, 16)).toBe(3);
    expect(laneCount(1, 16)).toBe(1);
  });

  it('become fewer as parts become longer, but one is always left', () => {
    expect(laneCount(10_000, 20)).toBe(4);
    expect(laneCount(10_000, 21)).toBe(3);
    expect(laneCount(10_000, 40)).toBe(2);
    expect(laneCount(10_000, 41)).toBe(1);
    expect(laneCount(10_000, 525)).toBe(1);
  });

  it.each(boundaries)('take a bounded amount of memory for %d bytes', (size) => {
    const frames = framesPerPart(size);
    const parts = Math.ceil(shapeOf(size).frames / frames);
    const bytes = laneCount(parts, frames) * 2 * frames * FRAME_LENGTH;
    expect(bytes).toBeLessThan(frames <= 80 ? MEMORY.usual : MEMORY.lambda);
  });
});

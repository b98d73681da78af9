import { describe, expect, test } from 'vitest';
import {
  ciphertextRange,
  frameRun,
  framesCovering,
  plaintextRange,
  shapeOfMessage,
  shapeOfPlaintext,
} from '#message';
import { failureOf } from './failure.ts';

const layout = { headerLength: 200, frameLength: 100 };
const MIB = 1024 * 1024;

test.each([
  [0, 1, 200 + 40],
  [1, 1, 200 + 41],
  [99, 1, 200 + 139],
  [100, 1, 200 + 140],
  [101, 2, 200 + 132 + 41],
  [200, 2, 200 + 132 + 140],
  [1000, 10, 200 + 9 * 132 + 140],
])(
  '%i bytes in frames of 100 bytes are %i frames and a message of %i bytes',
  (plaintextLength, frames, messageLength) => {
    const shape = shapeOfPlaintext(layout, plaintextLength);
    expect(shape).toEqual({ ...layout, plaintextLength, frames, messageLength });
    expect(shapeOfMessage(layout, messageLength)).toEqual(shape);
  },
);

test('an empty final frame after full frames, as official SDKs can write it, adds no plaintext', () => {
  expect(shapeOfMessage(layout, 200 + 2 * 132 + 40)).toMatchObject({ plaintextLength: 200, frames: 3 });
});

test.each([
  ['truncated', 0],
  ['truncated', 239],
  [undefined, 240],
  [undefined, 340],
  // These lengths are too long for one final frame and too short for a regular frame and an empty final one.
  ['trailing-bytes', 341],
  ['trailing-bytes', 371],
  [undefined, 372],
])('%s is the code for a message of %i bytes', async (code, messageLength) => {
  expect(await failureOf(() => shapeOfMessage(layout, messageLength))).toBe(code);
});

describe('limits', () => {
  test('5 TiB in frames of 1 MiB grow by less than 0.01 %', () => {
    const plaintextLength = 5 * 1024 ** 4;
    const shape = shapeOfPlaintext({ headerLength: 300, frameLength: MIB }, plaintextLength);
    expect(shape.messageLength).toBe(300 + plaintextLength + 5 * MIB * 32 + 8);
    expect((shape.messageLength - plaintextLength) / plaintextLength).toBeLessThan(0.0001);
  });

  test('a message has at most 2^32 - 1 frames', async () => {
    const one = { headerLength: 0, frameLength: 1 };
    const longest = shapeOfPlaintext(one, 2 ** 32 - 1);
    expect(longest.frames).toBe(2 ** 32 - 1);
    expect(() => shapeOfPlaintext(one, 2 ** 32)).toThrow(RangeError);
    expect(shapeOfMessage(one, longest.messageLength).frames).toBe(2 ** 32 - 1);
    expect(await failureOf(() => shapeOfMessage(one, longest.messageLength + 33))).toBe('too-many-frames');
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('a plaintext of %d bytes is refused', (length) => {
    expect(() => shapeOfPlaintext(layout, length)).toThrow(RangeError);
  });
});

describe('runs of frames', () => {
  const shape = shapeOfPlaintext(layout, 250);

  test('are adjacent in the message and in the plaintext', () => {
    const [one, two, three] = [1, 2, 3].map((first) => frameRun(shape, first, 1));
    expect([one, two, three].map((run) => run && ciphertextRange(shape, run))).toEqual([
      { start: 200, end: 332 },
      { start: 332, end: 464 },
      { start: 464, end: 554 },
    ]);
    expect([one, two, three].map((run) => run && plaintextRange(shape, run))).toEqual([
      { start: 0, end: 100 },
      { start: 100, end: 200 },
      { start: 200, end: 250 },
    ]);
    expect(shape.messageLength).toBe(554);
  });

  test('are final if they end the message', () => {
    expect(frameRun(shape, 1, 2)).toEqual({ first: 1, count: 2, isFinal: false });
    expect(frameRun(shape, 1, 3)).toEqual({ first: 1, count: 3, isFinal: true });
  });

  test.each([
    [0, 1],
    [1, 0],
    [1, 4],
    [4, 1],
    [1.5, 1],
    [1, Number.NaN],
  ])('cannot extend beyond the message: first %d, count %d', (first, count) => {
    expect(() => frameRun(shape, first, count)).toThrow(RangeError);
  });

  test.each([
    [0, 1, 1, 1],
    [0, 100, 1, 1],
    [0, 101, 1, 2],
    [99, 100, 1, 1],
    [99, 101, 1, 2],
    [100, 101, 2, 1],
    [0, 250, 1, 3],
    [249, 250, 3, 1],
  ])('that cover the bytes from %i to %i (exclusive): first %i, count %i', (start, end, first, count) => {
    expect(framesCovering(shape, { start, end })).toMatchObject({ first, count });
  });

  test.each([
    [0, 0],
    [5, 4],
    [-1, 1],
    [0, 251],
  ])('cannot cover bytes outside the plaintext: from %i to %i (exclusive)', (start, end) => {
    expect(() => framesCovering(shape, { start, end })).toThrow(RangeError);
  });

  test('as parts of an upload cover header and frames without a gap', () => {
    const framesPerPart = 2;
    const parts = Array.from({ length: Math.ceil(shape.frames / framesPerPart) }, (_, index) => {
      const first = index * framesPerPart + 1;
      const { start, end } = ciphertextRange(
        shape,
        frameRun(shape, first, Math.min(framesPerPart, shape.frames - first + 1)),
      );
      return { start: index === 0 ? 0 : start, end };
    });
    expect(parts).toEqual([
      { start: 0, end: 464 },
      { start: 464, end: 554 },
    ]);
  });
});

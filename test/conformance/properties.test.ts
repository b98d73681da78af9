import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createMessage,
  frameRun,
  framesCovering,
  MessageError,
  openFrames,
  openMessage,
  openStream,
  plaintextRange,
  sealFrames,
  shapeOfMessage,
  shapeOfPlaintext,
} from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from '../message/failure.ts';
import { CONTEXT, newWrappingKey, openWhole, sealWhole } from '../message/whole-message.ts';
import { officialDecrypt, officialEncrypt } from './official.ts';

const FRAME = 64;
const wrappingKey = newWrappingKey();
/** Three full frames and a shorter one. */
const plaintext = randomBytes(3 * FRAME + 20);
const sealed = await sealWhole(nodeCipher, wrappingKey, plaintext, { frameLength: FRAME });
const opened = await openMessage(nodeCipher, sealed, { wrappingKey, encryptionContext: CONTEXT });
const shape = shapeOfMessage(opened, sealed.length);
const HEADER = opened.headerLength;
const REGULAR = FRAME + 32;
/** The frames of the body. */
const frames = Array.from({ length: shape.frames }, (_, index) =>
  sealed.subarray(
    HEADER + index * REGULAR,
    index === shape.frames - 1 ? sealed.length : HEADER + (index + 1) * REGULAR,
  ),
);

/** Expects that frames and streams refuse a message with a MessageError and release no plaintext. */
async function expectRefused(bytes: Uint8Array): Promise<void> {
  expect(typeof (await failureOf(openWhole(nodeCipher, wrappingKey, bytes)))).toBe('string');
  let released = 0;
  const stream = ReadableStream.from([bytes]).pipeThrough(
    openStream(nodeCipher, { wrappingKey, encryptionContext: CONTEXT }),
  );
  const reading = async () => {
    for await (const chunk of stream) released += chunk.length;
  };
  await expect(reading()).rejects.toBeInstanceOf(MessageError);
  expect(released).toBe(0);
}

/** Expects that a changed body is refused under the original header and that the plaintext buffer is zeroed. */
async function expectRunRefused(body: Uint8Array): Promise<void> {
  const into = new Uint8Array(plaintext.length + FRAME);
  const run = frameRun(shape, 1, shape.frames);
  expect(typeof (await failureOf(openFrames(opened, run, body, into)))).toBe('string');
  expect(into).toEqual(new Uint8Array(into.length));
}

test('sealed messages can be opened by us and by the official SDK, for any size, frame length and context', async () => {
  const context = fc.dictionary(
    fc.stringMatching(/^[ab09:]{1,3}$/),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    {
      maxKeys: 5,
      noNullPrototype: true,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 150 }),
      context,
      async (content, frameLength, encryptionContext) => {
        const ours = await sealWhole(nodeCipher, wrappingKey, content, {
          frameLength,
          encryptionContext,
        }).catch(
          // Contexts that official SDKs sort differently are refused.
          (error) => (error instanceof RangeError ? undefined : Promise.reject(error)),
        );
        fc.pre(ours !== undefined);
        expect(Buffer.from(content).equals(await openWhole(nodeCipher, wrappingKey, ours))).toBe(true);
        expect((await officialDecrypt(wrappingKey, ours)).plaintext.equals(content)).toBe(true);
        const theirs = await officialEncrypt([wrappingKey], content, { frameLength, encryptionContext: {} });
        expect(Buffer.from(content).equals(await openWhole(nodeCipher, wrappingKey, theirs))).toBe(true);
      },
    ),
    { numRuns: 150, seed: 1 },
  );
});

test('every flipped bit is detected', async () => {
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const damaged = Buffer.from(sealed);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    if (bit >> 3 < HEADER)
      expect(typeof (await failureOf(openWhole(nodeCipher, wrappingKey, damaged)))).toBe('string');
    else await expectRunRefused(damaged.subarray(HEADER));
  }
});

describe('a frame of a message', () => {
  test('cannot be removed', async () => {
    for (const [index] of frames.entries()) {
      await expectRefused(Buffer.concat([sealed.subarray(0, HEADER), ...frames.toSpliced(index, 1)]));
    }
  });

  test('cannot be repeated at any position', async () => {
    for (const frame of frames) {
      for (let place = 0; place <= frames.length; place++) {
        await expectRefused(
          Buffer.concat([sealed.subarray(0, HEADER), ...frames.toSpliced(place, 0, frame)]),
        );
      }
    }
  });

  test('cannot be moved', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(frames, { minLength: frames.length }), async (shuffled) => {
        fc.pre(shuffled.some((frame, index) => frame !== frames[index]));
        await expectRefused(Buffer.concat([sealed.subarray(0, HEADER), ...shuffled]));
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test('cannot be replaced by a frame of another message with the same key, context and plaintext', async () => {
    const other = await sealWhole(nodeCipher, wrappingKey, plaintext, { frameLength: FRAME });
    for (const [index, frame] of frames.entries()) {
      const start = HEADER + index * REGULAR;
      const spliced = Buffer.from(sealed);
      spliced.set(other.subarray(start, start + frame.length), start);
      await expectRunRefused(spliced.subarray(HEADER));
    }
  });

  test('cannot be read under the header of another message with the same file key', async () => {
    const other = await sealWhole(nodeCipher, wrappingKey, plaintext, { frameLength: FRAME });
    await expectRefused(Buffer.concat([other.subarray(0, HEADER), sealed.subarray(HEADER)]));
  });
});

test('a message that ends too early is refused', async () => {
  for (let length = 0; length < sealed.length; length++) await expectRefused(sealed.subarray(0, length));
});

test('a message with trailing bytes is refused, although the official SDK accepts it', async () => {
  const longer = Buffer.concat([sealed, Buffer.of(0)]);
  expect((await officialDecrypt(wrappingKey, longer)).plaintext.equals(plaintext)).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (tail) => {
      await expectRefused(Buffer.concat([sealed, tail]));
    }),
    { numRuns: 200, seed: 3 },
  );
});

test('any range of the plaintext can be read from the frames that cover it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(plaintext.length - 1),
      fc.integer({ min: 1, max: 300 }),
      async (start, length) => {
        const end = Math.min(plaintext.length, start + length);
        const run = framesCovering(shape, { start, end });
        const body = Buffer.concat(frames.slice(run.first - 1, run.first - 1 + run.count));
        const content = Buffer.from(await openFrames(opened, run, body, new Uint8Array(plaintext.length)));
        const offset = plaintextRange(shape, run).start;
        expect(content.subarray(start - offset, end - offset).equals(plaintext.subarray(start, end))).toBe(
          true,
        );
      },
    ),
    { numRuns: 200, seed: 4 },
  );
});

test('the length of a message determines the length of its plaintext', () => {
  const layout = fc.record({
    headerLength: fc.integer({ min: 1, max: 65_536 }),
    frameLength: fc.integer({ min: 1, max: 2 ** 24 }),
  });
  fc.assert(
    fc.property(layout, fc.nat(2 ** 40), (anyLayout, size) => {
      fc.pre(size / anyLayout.frameLength < 2 ** 32 - 1);
      const expected = shapeOfPlaintext(anyLayout, size);
      expect(shapeOfMessage(anyLayout, expected.messageLength)).toEqual(expected);
    }),
    { seed: 5 },
  );
});

test('the division of frames into runs does not change the bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.subarray([1, 2, 3]), async (cuts) => {
      const message = await createMessage(nodeCipher, {
        wrappingKey,
        encryptionContext: {},
        frameLength: FRAME,
      });
      const sealRun = async (from: number, to: number) => {
        const run = { first: from + 1, count: to - from, isFinal: to === frames.length };
        const content = plaintext.subarray(from * FRAME, to * FRAME);
        return sealFrames(message, run, content, new Uint8Array(1000));
      };
      const borders = [0, ...cuts, frames.length];
      const runs = await Promise.all(borders.slice(1).map((to, index) => sealRun(borders[index] ?? 0, to)));
      expect(Buffer.concat(runs).equals(await sealRun(0, frames.length))).toBe(true);
    }),
    { numRuns: 20, seed: 6 },
  );
});

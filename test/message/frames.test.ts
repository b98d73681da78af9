import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type Cipher,
  ciphertextRange,
  createMessage,
  type FrameRun,
  frameRun,
  framesCovering,
  type MessageErrorCode,
  openFrames,
  openMessage,
  plaintextRange,
  sealFrames,
  shapeOfMessage,
  shapeOfPlaintext,
  webCipher,
} from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from './failure.ts';
import { ReferenceWriter, u32 } from './reference-writer.ts';
import { newWrappingKey, sealWhole } from './whole-message.ts';

const FRAME = 100;
const CIPHERS = [
  { cipherName: 'node:crypto', cipher: nodeCipher },
  { cipherName: 'Web Crypto', cipher: webCipher },
];

async function reader(wrappingKey = newWrappingKey(), cipher: Cipher = nodeCipher) {
  const writer = new ReferenceWriter({ wrappingKey, frameLength: FRAME });
  const message = await openMessage(cipher, writer.header(), { wrappingKey, encryptionContext: {} });
  return { writer, message };
}

describe.each(CIPHERS)('with $cipherName', ({ cipher }) => {
  test('runs that are sealed separately and in any order form one message', async () => {
    const plaintext = randomBytes(10 * FRAME + 17);
    const wrappingKey = newWrappingKey();
    const message = await createMessage(cipher, { wrappingKey, encryptionContext: {}, frameLength: FRAME });
    const shape = shapeOfPlaintext(message, plaintext.length);
    const bytes = Buffer.alloc(shape.messageLength);
    bytes.set(message.header);
    for (const first of [9, 1, 5]) {
      // Each run is sealed by a separate worker, which only knows the header.
      const worker = await openMessage(cipher, message.header, { wrappingKey, encryptionContext: {} });
      const run = frameRun(shape, first, Math.min(4, shape.frames - first + 1));
      const { start, end } = plaintextRange(shape, run);
      await sealFrames(
        worker,
        run,
        plaintext.subarray(start, end),
        bytes.subarray(ciphertextRange(shape, run).start),
      );
    }
    const all = await openFrames(
      message,
      frameRun(shape, 1, shape.frames),
      bytes.subarray(message.headerLength),
      new Uint8Array(plaintext.length),
    );
    expect(Buffer.from(all).equals(plaintext)).toBe(true);
  });

  test('any range of the plaintext can be read from the frames that cover it', async () => {
    const plaintext = randomBytes(5 * FRAME + 1);
    const wrappingKey = newWrappingKey();
    const bytes = await sealWhole(cipher, wrappingKey, plaintext, { frameLength: FRAME });
    const message = await openMessage(cipher, bytes, { wrappingKey, encryptionContext: {} });
    const shape = shapeOfMessage(message, bytes.length);
    for (const [start, end] of [
      [0, 1],
      [99, 101],
      [100, 200],
      [150, 450],
      [499, 501],
      [500, 501],
    ] as const) {
      const run = framesCovering(shape, { start, end });
      const ciphertext = ciphertextRange(shape, run);
      const opened = await openFrames(
        message,
        run,
        bytes.subarray(ciphertext.start, ciphertext.end),
        new Uint8Array(600),
      );
      const offset = plaintextRange(shape, run).start;
      expect(
        Buffer.from(opened)
          .subarray(start - offset, end - offset)
          .equals(plaintext.subarray(start, end)),
      ).toBe(true);
    }
  });

  test('frames that are sealed again with the same plaintext are the same bytes', async () => {
    const message = await createMessage(cipher, {
      wrappingKey: newWrappingKey(),
      encryptionContext: {},
      frameLength: FRAME,
    });
    const run = { first: 3, count: 2, isFinal: false };
    const plaintext = randomBytes(2 * FRAME);
    const once = await sealFrames(message, run, plaintext, new Uint8Array(2 * (FRAME + 32)));
    expect(await sealFrames(message, run, plaintext, new Uint8Array(500))).toEqual(once);
  });

  test('one frame that is not authentic fails the whole run and leaves no plaintext in memory', async () => {
    const { writer, message } = await reader(newWrappingKey(), cipher);
    const body = writer.body(randomBytes(5 * FRAME));
    for (const frame of [0, 2, 4]) {
      const damaged = Buffer.from(body);
      const at = frame * (FRAME + 32) + 50;
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      const into = new Uint8Array(5 * FRAME).fill(0xaa);
      expect(await failureOf(openFrames(message, { first: 1, count: 5, isFinal: true }, damaged, into))).toBe(
        'frame-not-authentic',
      );
      expect(into).toEqual(new Uint8Array(5 * FRAME));
    }
  });

  test('long frames that the cipher processes in slices are complete', async () => {
    const frameLength = 700_001;
    const wrappingKey = newWrappingKey();
    const writer = new ReferenceWriter({ wrappingKey, frameLength });
    const message = await openMessage(cipher, writer.header(), { wrappingKey, encryptionContext: {} });
    const plaintext = randomBytes(frameLength + 1);
    const run = { first: 1, count: 2, isFinal: true };
    const body = await sealFrames(message, run, plaintext, new Uint8Array(frameLength + 1000));
    expect(writer.body(plaintext).equals(body)).toBe(true);
    const opened = await openFrames(message, run, body, new Uint8Array(plaintext.length));
    expect(plaintext.equals(opened)).toBe(true);
  });
});

describe('a run is refused with a code', () => {
  const REGULAR = { first: 1, count: 2, isFinal: false };
  const WHOLE = { first: 1, count: 3, isFinal: true };
  const cut = (length: number) => (body: Buffer) => body.subarray(0, length);
  const changed = (at: number, bytes: Buffer) => (body: Buffer) => {
    body.set(bytes, at);
    return body;
  };
  /** Offset of the final frame of three. */
  const FINAL = 2 * (FRAME + 32);

  test.each([
    ['truncated', 'regular frames with a byte too few', REGULAR, cut(FINAL - 1)],
    ['truncated', 'one regular frame instead of two', REGULAR, cut(FRAME + 32)],
    ['truncated', 'no bytes', REGULAR, cut(0)],
    ['trailing-bytes', 'regular frames with a byte too many', REGULAR, cut(FINAL + 1)],
    ['truncated', 'a final frame with a byte too few', WHOLE, cut(FINAL + 40 + 49)],
    ['truncated', 'a final frame without room for its tag', WHOLE, cut(FINAL + 39)],
    ['trailing-bytes', 'a byte after the final frame', WHOLE, (body) => Buffer.concat([body, Buffer.of(0)])],
    [
      'trailing-bytes',
      'more after the final frame than a frame holds',
      WHOLE,
      (body) => Buffer.concat([body, Buffer.alloc(51)]),
    ],
    ['frame-out-of-order', 'a wrong sequence number', WHOLE, changed(0, u32(2))],
    ['frame-out-of-order', 'a wrong sequence number of the final frame', WHOLE, changed(FINAL + 4, u32(4))],
    ['frame-iv-mismatch', 'a wrong serialized IV', WHOLE, changed(4, Buffer.of(1))],
    [
      'frame-iv-mismatch',
      'a wrong serialized IV of the final frame',
      WHOLE,
      changed(FINAL + 19, Buffer.of(9)),
    ],
    [
      'final-frame-early',
      'the final frame among the regular ones',
      { first: 2, count: 1, isFinal: false },
      (body) => Buffer.concat([body.subarray(FINAL), Buffer.alloc(FRAME + 32 - 90)]),
    ],
    [
      'final-frame-missing',
      'a regular frame at the end',
      { first: 1, count: 1, isFinal: true },
      cut(FRAME + 32),
    ],
    ['truncated', 'a final frame that declares too many bytes', WHOLE, changed(FINAL + 20, u32(51))],
    ['trailing-bytes', 'a final frame that declares too few bytes', WHOLE, changed(FINAL + 20, u32(49))],
    ['frame-not-authentic', 'a wrong tag', WHOLE, changed(FINAL + 40 + 48, Buffer.of(0, 0))],
  ] satisfies [MessageErrorCode, string, FrameRun, (body: Buffer) => Buffer][])(
    '%s: %s',
    async (code, _, run, damage) => {
      const { writer, message } = await reader();
      const body = writer.body(randomBytes(2 * FRAME + 50));
      expect(await failureOf(openFrames(message, run, damage(body), new Uint8Array(3 * FRAME)))).toBe(code);
    },
  );
});

test('an empty final frame after full frames, as official SDKs can write it, can be read', async () => {
  const { writer, message } = await reader();
  const plaintext = randomBytes(FRAME);
  const body = Buffer.concat([writer.frame(1, plaintext, false), writer.frame(2, Buffer.alloc(0), true)]);
  const opened = await openFrames(
    message,
    { first: 1, count: 2, isFinal: true },
    body,
    new Uint8Array(FRAME),
  );
  expect(plaintext.equals(opened)).toBe(true);
});

describe('wrong arguments cause a RangeError', () => {
  const full = Buffer.alloc(1000);

  test.each([
    ['frame 0', { first: 0, count: 1, isFinal: true }, 10],
    ['a run without frames', { first: 1, count: 0, isFinal: true }, 0],
    ['a frame beyond the last number', { first: 2 ** 32 - 1, count: 2, isFinal: true }, 150],
    [
      'a regular frame whose number is the marker of final frames',
      { first: 2 ** 32 - 1, count: 1, isFinal: false },
      100,
    ],
    ['a regular frame that is not full', { first: 1, count: 1, isFinal: false }, 99],
    ['an empty final frame after other frames', { first: 2, count: 1, isFinal: true }, 0],
    ['an empty final frame after a full frame in the same run', { first: 1, count: 2, isFinal: true }, 100],
    ['more content than the frames hold', { first: 1, count: 2, isFinal: true }, 201],
  ])('for %s', async (_, run, length) => {
    const { message } = await reader();
    await expect(sealFrames(message, run, full.subarray(0, length), new Uint8Array(1000))).rejects.toThrow(
      RangeError,
    );
  });

  test('but not for the last possible frame', async () => {
    const { message } = await reader();
    const run = { first: 2 ** 32 - 1, count: 1, isFinal: true };
    const sealed = await sealFrames(message, run, full.subarray(0, 1), new Uint8Array(41));
    expect(await openFrames(message, run, sealed, new Uint8Array(1))).toEqual(new Uint8Array(1));
  });

  test('for a buffer that is too short or overlaps the input', async () => {
    const { message } = await reader();
    const run = { first: 1, count: 1, isFinal: true };
    const memory = new Uint8Array(1000);
    const plaintext = memory.subarray(0, 10);
    await expect(sealFrames(message, run, plaintext, new Uint8Array(49))).rejects.toThrow(RangeError);
    await expect(sealFrames(message, run, plaintext, memory.subarray(9))).rejects.toThrow('in place');
    const sealed = await sealFrames(message, run, plaintext, memory.subarray(10));
    await expect(openFrames(message, run, sealed, new Uint8Array(9))).rejects.toThrow(RangeError);
    await expect(openFrames(message, run, sealed, memory.subarray(1))).rejects.toThrow('in place');
    expect(await openFrames(message, run, sealed, memory.subarray(0, 10))).toHaveLength(10);
  });

  test('and a disposed message cannot seal or open frames', async () => {
    const { message } = await reader();
    message.dispose();
    const run = { first: 1, count: 1, isFinal: true };
    await expect(sealFrames(message, run, full.subarray(0, 1), new Uint8Array(41))).rejects.toThrow(
      'disposed',
    );
    await expect(openFrames(message, run, full.subarray(0, 41), new Uint8Array(1))).rejects.toThrow(
      'disposed',
    );
  });
});

test('Web Crypto can seal shared memory', async () => {
  const wrappingKey = newWrappingKey();
  const { message } = await reader(wrappingKey, webCipher);
  const plaintext = new Uint8Array(new SharedArrayBuffer(10)).fill(7);
  const run = { first: 1, count: 1, isFinal: true };
  const sealed = await sealFrames(message, run, plaintext, new Uint8Array(50));
  expect(await openFrames(message, run, sealed, new Uint8Array(10))).toEqual(new Uint8Array(10).fill(7));
});

test('a failure of the cipher itself is passed on and leaves no plaintext in memory', async () => {
  const failing: Cipher = {
    ...nodeCipher,
    aesGcm: async (key) => {
      const gcm = await nodeCipher.aesGcm(key);
      let calls = 0;
      return {
        seal: gcm.seal,
        open(iv, aad, sealed, into) {
          calls += 1;
          if (calls === 3) throw new Error('out of memory');
          return gcm.open(iv, aad, sealed, into);
        },
      };
    },
  };
  const { writer, message } = await reader(newWrappingKey(), failing);
  const into = new Uint8Array(3 * FRAME).fill(0xaa);
  const body = writer.body(randomBytes(3 * FRAME));
  // The first call was for the tag of the header.
  await expect(openFrames(message, { first: 1, count: 3, isFinal: true }, body, into)).rejects.toThrow(
    'out of memory',
  );
  expect(into).toEqual(new Uint8Array(3 * FRAME));
});

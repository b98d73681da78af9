import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Cipher, openStream, sealStream, webCipher } from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from './failure.ts';
import { ReferenceWriter } from './reference-writer.ts';
import { CONTEXT, newWrappingKey, openWhole, sealWhole } from './whole-message.ts';

const MIB = 1024 * 1024;
const wrappingKey = newWrappingKey();
const EXPECTATION = { wrappingKey, encryptionContext: CONTEXT };

/** Pipes bytes through a transform in chunks of `chunkLength` and collects the output. */
async function through(
  transform: TransformStream<Uint8Array, Uint8Array>,
  bytes: Uint8Array,
  chunkLength = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += chunkLength) {
    chunks.push(bytes.subarray(offset, Math.min(bytes.length, offset + chunkLength)));
  }
  const out: Uint8Array[] = [];
  for await (const chunk of ReadableStream.from(chunks).pipeThrough(transform)) out.push(chunk);
  return Buffer.concat(out);
}

const seal = (frameLength: number, cipher: Cipher = nodeCipher) =>
  sealStream(cipher, { wrappingKey, encryptionContext: CONTEXT, frameLength });
const open = (cipher: Cipher = nodeCipher) => openStream(cipher, EXPECTATION);

describe.each([
  { cipherName: 'node:crypto', cipher: nodeCipher },
  { cipherName: 'Web Crypto', cipher: webCipher },
])('with $cipherName', ({ cipher }) => {
  test.each([
    [100, 0],
    [100, 1],
    [100, 99],
    [100, 100],
    [100, 101],
    // Around a run of 1024 frames.
    [100, 102_399],
    [100, 102_400],
    [100, 102_401],
    [100, 250_000],
    [MIB, MIB],
    [MIB, 3 * MIB + 1],
    [2 * MIB, 5 * MIB],
  ])('with frames of %i bytes, streams and frames produce the same %i bytes', async (frameLength, size) => {
    const plaintext = randomBytes(size);
    const sealed = await through(await seal(frameLength, cipher), plaintext, 65_536);
    expect((await openWhole(cipher, wrappingKey, sealed)).equals(plaintext)).toBe(true);
    expect((await through(open(cipher), sealed, 65_536)).equals(plaintext)).toBe(true);
    const whole = await sealWhole(cipher, wrappingKey, plaintext, { frameLength });
    expect((await through(open(cipher), whole)).equals(plaintext)).toBe(true);
  });
});

test.each([1, 7, 131, 132, 133])('chunks of %i bytes do not change the result', async (chunkLength) => {
  const plaintext = randomBytes(3210);
  const sealed = await through(await seal(100), plaintext, chunkLength);
  expect((await through(open(), sealed, chunkLength)).equals(plaintext)).toBe(true);
});

test('an empty final frame after full frames can be read', async () => {
  const writer = new ReferenceWriter({ wrappingKey, frameLength: 100 });
  const plaintext = randomBytes(100);
  const message = Buffer.concat([
    writer.header(),
    writer.frame(1, plaintext, false),
    writer.frame(2, Buffer.alloc(0), true),
  ]);
  const transform = openStream(nodeCipher, { wrappingKey, encryptionContext: {} });
  expect((await through(transform, message)).equals(plaintext)).toBe(true);
});

describe('a stream fails', () => {
  const plaintext = randomBytes(250);

  test('if the message ends too early', async () => {
    const sealed = await through(await seal(100), plaintext);
    for (let length = 0; length < sealed.length; length++) {
      const code = await failureOf(through(open(), sealed.subarray(0, length), 1000));
      expect(['truncated', 'trailing-bytes', 'final-frame-missing']).toContain(code);
    }
  });

  test.each([1, 50, 51, 132, 100_000, 3 * MIB])('if %i bytes follow the message', async (length) => {
    const sealed = await through(await seal(100), plaintext);
    const code = await failureOf(through(open(), Buffer.concat([sealed, randomBytes(length)]), 65_536));
    expect(['trailing-bytes', 'final-frame-early', 'final-frame-missing']).toContain(code);
  });

  test('if another message follows', async () => {
    const sealed = await through(await seal(100), plaintext);
    expect(await failureOf(through(open(), Buffer.concat([sealed, sealed])))).toBe('trailing-bytes');
  });

  test('if it is empty', async () => {
    expect(await failureOf(through(open(), Buffer.alloc(0)))).toBe('truncated');
  });

  test('if the context does not match, before it releases plaintext', async () => {
    const sealed = await through(await seal(100), plaintext);
    const transform = openStream(nodeCipher, {
      wrappingKey,
      encryptionContext: { ...CONTEXT, 'encrypt5:owner': 'x' },
    });
    expect(await failureOf(through(transform, sealed))).toBe('context-mismatch');
  });

  test('without releasing plaintext of a damaged run', async () => {
    const sealed = await through(await seal(MIB), randomBytes(3 * MIB));
    const last = sealed.length - 1;
    sealed[last] = (sealed[last] ?? 0) ^ 1;
    let released = 0;
    const reading = async () => {
      for await (const chunk of ReadableStream.from([sealed]).pipeThrough(open())) released += chunk.length;
    };
    expect(await failureOf(reading())).toBe('frame-not-authentic');
    expect(released).toBe(2 * MIB);
  });

  test('to be created if the format does not allow its arguments', async () => {
    await expect(seal(0)).rejects.toThrow(RangeError);
  });
});

describe('keys are zeroed', () => {
  /** A cipher that records the last key that it receives, which is the key of the message. */
  function watched() {
    const seen: { key?: Uint8Array } = {};
    const cipher: Cipher = {
      ...nodeCipher,
      aesGcm(key) {
        seen.key = key;
        return nodeCipher.aesGcm(key);
      },
    };
    return { cipher, seen };
  }
  const ZEROS = new Uint8Array(32);

  test('when a stream has ended', async () => {
    const sealing = watched();
    const sealed = await through(await seal(100, sealing.cipher), randomBytes(250));
    expect(sealing.seen.key).toEqual(ZEROS);
    const opening = watched();
    await through(open(opening.cipher), sealed);
    expect(opening.seen.key).toEqual(ZEROS);
  });

  test('when a stream was cancelled', async () => {
    const sealing = watched();
    const sealStreamOfMany = ReadableStream.from([randomBytes(4 * MIB)]).pipeThrough(
      await seal(MIB, sealing.cipher),
    );
    for await (const _ of sealStreamOfMany) break;
    expect(sealing.seen.key).toEqual(ZEROS);
    const sealed = await through(await seal(MIB), randomBytes(4 * MIB));
    const opening = watched();
    for await (const _ of ReadableStream.from([sealed]).pipeThrough(open(opening.cipher))) break;
    expect(opening.seen.key).toEqual(ZEROS);
  });

  test('when a stream failed', async () => {
    const sealed = await through(await seal(MIB), randomBytes(4 * MIB));
    sealed[2 * MIB] = (sealed[2 * MIB] ?? 0) ^ 1;
    const opening = watched();
    expect(await failureOf(through(open(opening.cipher), sealed))).toBe('frame-not-authentic');
    expect(opening.seen.key).toEqual(ZEROS);
  });
});

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openMessage, webCipher } from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { CONTEXT, newWrappingKey, openWhole, sealWhole } from '../message/whole-message.ts';
import { officialDecrypt, officialEncrypt } from './official.ts';

const MIB = 1024 * 1024;

/** Lengths 0, 1, frame - 1, frame, frame + 1, many frames and an exact multiple. */
const SIZES = [
  { frameLength: 1, sizes: [0, 1, 2, 3, 100] },
  { frameLength: 4096, sizes: [0, 1, 4095, 4096, 4097, 8192, 20 * 4096 + 17] },
  { frameLength: MIB, sizes: [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 4 * MIB + 12345] },
].flatMap(({ frameLength, sizes }) => sizes.map((size) => ({ frameLength, size })));

describe.each([
  { cipherName: 'node:crypto', cipher: nodeCipher },
  { cipherName: 'Web Crypto', cipher: webCipher },
])('with $cipherName', ({ cipher }) => {
  test.each(SIZES)(
    'the official SDK reads our message of $size bytes in frames of $frameLength bytes',
    async (sample) => {
      const plaintext = randomBytes(sample.size);
      const wrappingKey = newWrappingKey();
      const bytes = await sealWhole(cipher, wrappingKey, plaintext, sample);
      const official = await officialDecrypt(wrappingKey, bytes);
      expect(official.plaintext.equals(plaintext)).toBe(true);
      expect(official.messageHeader.frameLength).toBe(sample.frameLength);
      expect({ ...official.messageHeader.encryptionContext }).toEqual(CONTEXT);
    },
  );

  test.each(SIZES)(
    'we read a message of the official SDK of $size bytes in frames of $frameLength bytes',
    async (sample) => {
      const plaintext = randomBytes(sample.size);
      const wrappingKey = newWrappingKey();
      const { frameLength } = sample;
      const bytes = await officialEncrypt([wrappingKey], plaintext, {
        frameLength,
        encryptionContext: CONTEXT,
      });
      expect((await openWhole(cipher, wrappingKey, bytes)).equals(plaintext)).toBe(true);
    },
  );
});

test('an empty context can be read in both directions', async () => {
  const plaintext = randomBytes(100);
  const wrappingKey = newWrappingKey();
  const options = { frameLength: 64, encryptionContext: {} };
  const ours = await sealWhole(nodeCipher, wrappingKey, plaintext, options);
  expect((await officialDecrypt(wrappingKey, ours)).plaintext.equals(plaintext)).toBe(true);
  const theirs = await officialEncrypt([wrappingKey], plaintext, options);
  expect((await openWhole(nodeCipher, wrappingKey, theirs)).equals(plaintext)).toBe(true);
});

test('each reader finds its data key among several encrypted data keys', async () => {
  const plaintext = randomBytes(100);
  const ours = newWrappingKey('file-1');
  // The same name in a different namespace, and a name that begins with ours.
  const others = [{ ...newWrappingKey('file-1'), namespace: 'elsewhere' }, newWrappingKey('file-1-copy')];
  const wrappingKeys = [...others, ours];
  const bytes = await officialEncrypt(wrappingKeys, plaintext, {
    frameLength: 64,
    encryptionContext: CONTEXT,
  });
  for (const wrappingKey of wrappingKeys) {
    expect((await openWhole(nodeCipher, wrappingKey, bytes)).equals(plaintext)).toBe(true);
  }
});

test('a reader finds its data key among two encrypted data keys with the same name', async () => {
  const plaintext = randomBytes(100);
  const ours = newWrappingKey();
  const bytes = await officialEncrypt([newWrappingKey(), ours], plaintext, {
    frameLength: 64,
    encryptionContext: CONTEXT,
  });
  expect((await openWhole(nodeCipher, ours, bytes)).equals(plaintext)).toBe(true);
});

test('a context of the official SDK can contain characters beyond ASCII', async () => {
  const wrappingKey = newWrappingKey();
  const encryptionContext = { a: '', ключ: '値', 'z-last': '\u{1f512}' };
  const bytes = await officialEncrypt([wrappingKey], randomBytes(1), { frameLength: 64, encryptionContext });
  const message = await openMessage(nodeCipher, bytes, { wrappingKey, encryptionContext });
  expect({ ...message.encryptionContext }).toEqual(encryptionContext);
});

import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Cipher, createMessage, MAX_FRAME_LENGTH, webCipher } from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { contextField, ReferenceWriter } from './reference-writer.ts';
import { CONTEXT, newWrappingKey, sealWhole } from './whole-message.ts';

/** A cipher with reproducible random bytes: call n returns the first bytes of the hash of n. */
function scripted(cipher: Cipher): Cipher & { readonly answers: Uint8Array[] } {
  const answers: Uint8Array[] = [];
  const randomBytes = (length: number) => {
    const answer = createHash('sha512').update(String(answers.length)).digest().subarray(0, length);
    answers.push(Uint8Array.from(answer));
    return Uint8Array.from(answer);
  };
  return { ...cipher, randomBytes, answers };
}

const SORTED_CONTEXT = contextField([
  ['encrypt5:file', 'file-1'],
  ['encrypt5:owner', 'Jürgen'],
]);

describe.each([
  { cipherName: 'node:crypto', cipher: nodeCipher },
  { cipherName: 'Web Crypto', cipher: webCipher },
])('with $cipherName', ({ cipher }) => {
  test.each([0, 1, 99, 100, 101, 200, 555])(
    'a message of %i bytes matches the specification byte for byte',
    async (size) => {
      const script = scripted(cipher);
      const wrappingKey = newWrappingKey();
      const plaintext = randomBytes(size);
      const bytes = await sealWhole(script, wrappingKey, plaintext, { frameLength: 100 });
      const [messageId, dataKey, wrappingIv] = script.answers;
      expect(script.answers.map((answer) => answer.length)).toEqual([32, 32, 12]);
      const writer = new ReferenceWriter({
        wrappingKey,
        frameLength: 100,
        ...(messageId && { messageId }),
        ...(dataKey && { dataKey }),
      });
      const expected = Buffer.concat([
        writer.header({ context: SORTED_CONTEXT }, wrappingIv),
        writer.body(plaintext),
      ]);
      expect(bytes.equals(expected)).toBe(true);
    },
  );
});

test('an empty context is serialized as a length of zero', async () => {
  const wrappingKey = newWrappingKey();
  const { header } = await createMessage(nodeCipher, { wrappingKey, encryptionContext: {}, frameLength: 1 });
  expect(Buffer.from(header).subarray(35, 39).toString('hex')).toBe('00000001');
});

test('the context is sorted by key', async () => {
  const wrappingKey = newWrappingKey();
  const encryptionContext = { 'encrypt5:owner': 'Jürgen', 'encrypt5:file': 'file-1' };
  const { header } = await createMessage(nodeCipher, { wrappingKey, encryptionContext, frameLength: 1 });
  expect(
    Buffer.from(header)
      .subarray(35, 35 + SORTED_CONTEXT.length)
      .equals(SORTED_CONTEXT),
  ).toBe(true);
});

test('every message has a unique id and a unique key', async () => {
  const wrappingKey = newWrappingKey();
  const input = { wrappingKey, encryptionContext: CONTEXT, frameLength: 1 };
  const [one, other] = [await createMessage(nodeCipher, input), await createMessage(nodeCipher, input)];
  expect(one.messageId).not.toEqual(other.messageId);
  expect(Buffer.from(one.header).subarray(-48)).not.toEqual(Buffer.from(other.header).subarray(-48));
});

test('the data key is zeroed when the header is complete', async () => {
  const given: Uint8Array[] = [];
  const watched: Cipher = {
    ...nodeCipher,
    randomBytes: (length) => {
      const bytes = nodeCipher.randomBytes(length);
      given.push(bytes);
      return bytes;
    },
  };
  await createMessage(watched, { wrappingKey: newWrappingKey(), encryptionContext: {}, frameLength: 1 });
  expect(given[1]).toEqual(Buffer.alloc(32));
});

test('dispose zeroes the derived key, and the message can no longer be used', async () => {
  let derived: Uint8Array | undefined;
  const watched: Cipher = {
    ...nodeCipher,
    aesGcm: (key) => {
      derived = key;
      return nodeCipher.aesGcm(key);
    },
  };
  const message = await createMessage(watched, {
    wrappingKey: newWrappingKey(),
    encryptionContext: {},
    frameLength: 1,
  });
  expect(derived).not.toEqual(new Uint8Array(32));
  message.dispose();
  message.dispose();
  expect(derived).toEqual(new Uint8Array(32));
  expect(() => message.gcm).toThrow('disposed');
});

describe('a message cannot be created with', () => {
  const valid = { wrappingKey: newWrappingKey(), encryptionContext: CONTEXT, frameLength: 4096 };

  test.each([0, -1, 1.5, Number.NaN, MAX_FRAME_LENGTH + 1])('a frame length of %d', async (frameLength) => {
    await expect(createMessage(nodeCipher, { ...valid, frameLength })).rejects.toThrow(RangeError);
  });

  test('but it can have the maximum frame length', async () => {
    const message = await createMessage(nodeCipher, { ...valid, frameLength: MAX_FRAME_LENGTH });
    expect(message.frameLength).toBe(MAX_FRAME_LENGTH);
  });

  test.each([
    ['a reserved key', { 'aws-crypto-public-key': 'x' }],
    ['a key with capital letters, which one SDK sorts by locale', { Owner: 'x' }],
    ['keys that one SDK sorts in a different order', { 'owner:a': 'x', owner5: 'x' }],
    ['an empty key', { '': 'x' }],
    ['a value that is not well-formed Unicode', { owner: '\ud800' }],
    ['more than 65535 bytes of context', { owner: 'x'.repeat(65_535 - 2 - 2 - 5 - 2 + 1) }],
  ])('%s', async (_, encryptionContext) => {
    await expect(createMessage(nodeCipher, { ...valid, encryptionContext })).rejects.toThrow(RangeError);
  });

  test('a header of more than 64 KiB, which readers refuse', async () => {
    const encryptionContext = { owner: 'x'.repeat(65_535 - 2 - 2 - 5 - 2) };
    await expect(createMessage(nodeCipher, { ...valid, encryptionContext })).rejects.toThrow(
      'header is longer',
    );
  });

  test.each([
    ['a namespace that is reserved for AWS KMS', { namespace: 'aws-kms-mrk' }],
    ['an empty namespace', { namespace: '' }],
    ['an empty name', { name: '' }],
    ['a name that is not well-formed Unicode', { name: '\udc00' }],
    ['a name that is too long for its field', { name: 'x'.repeat(65_516) }],
    ['a namespace that is too long for its field', { namespace: 'x'.repeat(65_536) }],
    ['a key of 16 bytes', { bytes: randomBytes(16) }],
  ])('%s', async (_, change) => {
    const wrappingKey = { ...valid.wrappingKey, ...change };
    await expect(createMessage(nodeCipher, { ...valid, wrappingKey })).rejects.toThrow(RangeError);
  });
});

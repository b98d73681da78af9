import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type Cipher,
  frameRun,
  headerBytesNeeded,
  openFrames,
  openMessage,
  shapeOfMessage,
  type WrappingKey,
} from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from '../message/failure.ts';
import { contextField, ReferenceWriter } from '../message/reference-writer.ts';
import { newWrappingKey } from '../message/whole-message.ts';
// From test/resources/commitment-test-vectors.json of github.com/aws/aws-encryption-sdk-python (2020-09-18,
// Apache-2.0).
import published from './published-vectors.json' with { type: 'json' };

const vector = (beginning: string) => {
  const found = published.find(({ title }) => title.startsWith(beginning));
  if (!found) throw new RangeError(`No vector begins with ${beginning}`);
  return {
    ...found,
    bytes: Buffer.from(found.ciphertext, 'base64'),
    dataKey: Buffer.from(found.dataKey, 'base64'),
  };
};

/** A cipher that unwraps the known data key. The wrapping keys of the published messages are not known. */
function cipherWithDataKey(dataKey: Uint8Array, wrappingKey: WrappingKey): Cipher {
  return {
    ...nodeCipher,
    async aesGcm(key) {
      const gcm = await nodeCipher.aesGcm(key);
      if (key !== wrappingKey.bytes) return gcm;
      return {
        ...gcm,
        open(_iv, _aad, _sealed, into) {
          into.set(dataKey);
          return true;
        },
      };
    },
  };
}

async function openBody(
  cipher: Cipher,
  header: Uint8Array,
  body: Uint8Array,
  wrappingKey: WrappingKey,
): Promise<string> {
  const message = await openMessage(cipher, header, { wrappingKey, encryptionContext: {} });
  const shape = shapeOfMessage(message, header.length + body.length);
  const run = frameRun(shape, 1, shape.frames);
  return Buffer.from(await openFrames(message, run, body, new Uint8Array(shape.plaintextLength))).toString();
}

describe('messages under a raw AES key', () => {
  const wrappingKey = { bytes: randomBytes(32), namespace: 'ProviderName', name: 'KeyId' };
  const read = ({ bytes, dataKey }: ReturnType<typeof vector>) => {
    const headerLength = headerBytesNeeded(bytes);
    return openBody(
      cipherWithDataKey(dataKey, wrappingKey),
      bytes.subarray(0, headerLength),
      bytes.subarray(headerLength),
      wrappingKey,
    );
  };

  test('can be read completely', async () => {
    const good = vector('1.');
    expect(await read(good)).toBe(good.plaintext);
  });

  test('are refused if they commit to another key', async () => {
    expect(await failureOf(read(vector('2.')))).toBe('commitment-mismatch');
  });
});

test.each(['22. Simple JS', '30. [C', '36. [Python', '39. [Java', '41. [Java'])(
  'commitment and frames of the vector %s… can be read under a header that wraps their data key with our key',
  async (title) => {
    const { bytes, dataKey, plaintext, encryptionContext } = vector(title);
    const headerLength = headerBytesNeeded(bytes);
    const wrappingKey = newWrappingKey();
    const writer = new ReferenceWriter({
      wrappingKey,
      dataKey,
      messageId: bytes.subarray(3, 35),
      frameLength: bytes.readUInt32BE(headerLength - 52),
    });
    const context = contextField(Object.entries(encryptionContext).toSorted());
    expect(bytes.subarray(35, 35 + context.length).equals(context)).toBe(true);
    const commitment = bytes.subarray(headerLength - 48, headerLength - 16);
    const header = writer.header({ context, commitment });
    expect(await openBody(nodeCipher, header, bytes.subarray(headerLength), wrappingKey)).toBe(plaintext);
  },
);

test.each(['28. [C', '40. [Java'])('the vector %s… is refused as unframed', async (title) => {
  expect(await failureOf(() => headerBytesNeeded(vector(title).bytes))).toBe('unframed');
});

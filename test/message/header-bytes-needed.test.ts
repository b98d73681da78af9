import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { headerBytesNeeded, MessageError, openMessage } from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from './failure.ts';
import { contextField, field, ReferenceWriter, u16, wrappedDataKey } from './reference-writer.ts';
import { newWrappingKey } from './whole-message.ts';

const wrappingKey = newWrappingKey();
const writer = new ReferenceWriter({ wrappingKey, frameLength: 4096 });
const ours = wrappedDataKey(wrappingKey, writer.dataKey, u16(0));
const foreign = Buffer.concat(['aws-kms', 'arn:aws:kms:…', randomBytes(167)].map(field));
const open = (header: Uint8Array) => openMessage(nodeCipher, header, { wrappingKey, encryptionContext: {} });

describe('headerBytesNeeded', () => {
  const header = writer.header({
    context: contextField([['owner', 'a']]),
    dataKeyCount: u16(2),
    dataKeys: Buffer.concat([foreign, ours]),
  });

  test('is more than the available bytes until the header is complete, and never too much', () => {
    for (let length = 0; length < header.length; length++) {
      const needed = headerBytesNeeded(header.subarray(0, length));
      expect(needed).toBeGreaterThan(length);
      expect(needed).toBeLessThanOrEqual(header.length);
    }
  });

  test('is the exact length of a complete header, even if more bytes follow', () => {
    expect(headerBytesNeeded(header)).toBe(header.length);
    expect(headerBytesNeeded(Buffer.concat([header, randomBytes(100)]))).toBe(header.length);
  });

  test('refuses a wrong first byte', () => {
    expect(() => headerBytesNeeded(Buffer.of(1))).toThrow(MessageError);
  });

  test('refuses a header that is too long before all its bytes arrive', async () => {
    const start = Buffer.concat([
      header.subarray(0, 35),
      u16(0),
      u16(2),
      field('x'),
      field(Buffer.alloc(60_000)),
      u16(60_000),
    ]);
    expect(await failureOf(() => headerBytesNeeded(start))).toBe('header-too-long');
  });
});

test('a header that ends too early is truncated', async () => {
  const header = writer.header();
  for (let length = 0; length < header.length; length++) {
    expect(await failureOf(open(header.subarray(0, length)))).toBe('truncated');
  }
});

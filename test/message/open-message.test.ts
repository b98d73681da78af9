import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type Cipher,
  MAX_DATA_KEYS,
  MAX_FRAME_LENGTH,
  MessageError,
  type MessageErrorCode,
  openMessage,
  webCipher,
} from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from './failure.ts';
import {
  contextField,
  derive,
  field,
  type HeaderFields,
  ReferenceWriter,
  u16,
  u32,
  wrappedDataKey,
} from './reference-writer.ts';
import { newWrappingKey } from './whole-message.ts';

const wrappingKey = newWrappingKey();
const writer = new ReferenceWriter({ wrappingKey, frameLength: 4096 });
const ANY = { wrappingKey, encryptionContext: {} };
const NO_CONTEXT = u16(0);
const ours = wrappedDataKey(wrappingKey, writer.dataKey, NO_CONTEXT);
const foreign = Buffer.concat(['aws-kms', 'arn:aws:kms:…', randomBytes(167)].map(field));

const open = (header: Uint8Array, cipher: Cipher = nodeCipher) => openMessage(cipher, header, ANY);

describe.each([
  { cipherName: 'node:crypto', cipher: nodeCipher },
  { cipherName: 'Web Crypto', cipher: webCipher },
])('with $cipherName', ({ cipher }) => {
  test('a header can be read from the first bytes of its message', async () => {
    const context = contextField([
      ['encrypt5:file', 'file-1'],
      ['encrypt5:owner', 'Jürgen'],
    ]);
    const header = writer.header({ context });
    const message = await open(Buffer.concat([header, writer.body(randomBytes(10))]), cipher);
    expect(Buffer.from(message.header).equals(header)).toBe(true);
    expect(message.headerLength).toBe(header.length);
    expect(Buffer.from(message.messageId).equals(writer.messageId)).toBe(true);
    expect(message.frameLength).toBe(4096);
    expect({ ...message.encryptionContext }).toEqual({
      'encrypt5:file': 'file-1',
      'encrypt5:owner': 'Jürgen',
    });
  });

  test('a different key with the same name does not open the header', async () => {
    const expectation = { ...ANY, wrappingKey: { ...wrappingKey, bytes: randomBytes(32) } };
    expect(await failureOf(openMessage(cipher, writer.header(), expectation))).toBe('data-key-not-authentic');
  });

  test('a commitment to another data key is refused', async () => {
    const commitment = derive(randomBytes(32), writer.messageId, 'COMMITKEY');
    expect(await failureOf(open(writer.header({ commitment }), cipher))).toBe('commitment-mismatch');
  });

  test('a wrong tag is refused', async () => {
    expect(await failureOf(open(writer.header({ tag: randomBytes(16) }), cipher))).toBe(
      'header-not-authentic',
    );
  });
});

describe('a header is refused with a code', () => {
  const cases: [MessageErrorCode, string, Partial<HeaderFields>][] = [
    ['unsupported-version', 'version 1', { version: Buffer.of(1) }],
    ['unsupported-version', 'version 3', { version: Buffer.of(3) }],
    ['base64', 'a message in Base64', { version: Buffer.from('AgR4') }],
    ['unsupported-suite', 'the signed suite', { suite: Buffer.of(0x05, 0x78) }],
    ['unsupported-suite', 'a suite without commitment', { suite: Buffer.of(0x01, 0x78) }],
    ['no-data-keys', 'no encrypted data key', { dataKeyCount: u16(0), dataKeys: Buffer.alloc(0) }],
    ['too-many-data-keys', 'one data key too many', { dataKeyCount: u16(MAX_DATA_KEYS + 1) }],
    [
      'too-many-data-keys',
      'the largest possible count, before any of them is read',
      { dataKeyCount: u16(65_535), dataKeys: Buffer.alloc(0) },
    ],
    ['unframed', 'a body without frames', { contentType: Buffer.of(1), frameLength: u32(0) }],
    ['unknown-content-type', 'content type 0', { contentType: Buffer.of(0) }],
    ['unknown-content-type', 'content type 3', { contentType: Buffer.of(3) }],
    ['frame-length-zero', 'a frame length of zero', { frameLength: u32(0) }],
    ['frame-length-too-large', 'frames one byte too long', { frameLength: u32(MAX_FRAME_LENGTH + 1) }],
    ['frame-length-too-large', 'the longest frames', { frameLength: u32(0xffffffff) }],
    [
      'header-too-long',
      'data keys beyond 64 KiB',
      {
        dataKeyCount: u16(2),
        dataKeys: Buffer.concat([ours, field('x'), field(randomBytes(65_500)), field('y')]),
      },
    ],
    ['context-malformed', 'a context that counts zero pairs', { context: field(u16(0)) }],
    ['context-malformed', 'a context of one byte', { context: field(Buffer.of(0)) }],
    [
      'context-malformed',
      'a context with bytes after its pairs',
      { context: field(Buffer.concat([u16(1), field('a'), field('b'), Buffer.of(0)])) },
    ],
    [
      'context-malformed',
      'a context with fewer pairs than it counts',
      { context: field(Buffer.concat([u16(2), field('a'), field('b')])) },
    ],
    [
      'context-malformed',
      'a context whose last value extends beyond it',
      { context: field(Buffer.concat([u16(1), field('a'), u16(9)])) },
    ],
    ['context-malformed', 'a key that is not UTF-8', { context: contextField([[Buffer.of(0xff), 'b']]) }],
    [
      'context-malformed',
      'a value in overlong UTF-8',
      { context: contextField([['a', Buffer.of(0xc0, 0x80)]]) },
    ],
    [
      'context-not-canonical',
      'a context out of order',
      {
        context: contextField([
          ['b', ''],
          ['a', ''],
        ]),
      },
    ],
    [
      'context-not-canonical',
      'a context sorted by UTF-16 instead of UTF-8',
      {
        context: contextField([
          ['\u{10000}', ''],
          ['\uffff', ''],
        ]),
      },
    ],
    [
      'context-not-canonical',
      'a repeated key',
      {
        context: contextField([
          ['a', ''],
          ['a', ''],
        ]),
      },
    ],
    [
      'context-reserved-key',
      'a public key in a message without a signature',
      { context: contextField([['aws-crypto-public-key', '']]) },
    ],
    ['no-matching-data-key', 'only a data key from AWS KMS', { dataKeys: foreign }],
  ];

  test.each(cases)('%s: %s', async (code, _, fields) => {
    expect(await failureOf(open(writer.header(fields)))).toBe(code);
  });

  test('but all errors have the same text and the same properties', async () => {
    const errors = await Promise.all(
      cases.map(([, , fields]) => open(writer.header(fields)).catch((error) => error)),
    );
    expect(errors.every((error) => error instanceof MessageError)).toBe(true);
    expect(new Set(errors.map((error) => String(error)))).toEqual(
      new Set(['MessageError: The message cannot be opened']),
    );
    expect(new Set(errors.map((error) => JSON.stringify(Object.keys(error))))).toHaveLength(1);
  });
});

describe('a header is accepted with', () => {
  test('the maximum number of data keys, where the last one matches', async () => {
    const dataKeys = Buffer.concat([...Array.from({ length: MAX_DATA_KEYS - 1 }, () => foreign), ours]);
    await open(writer.header({ dataKeyCount: u16(MAX_DATA_KEYS), dataKeys }));
  });

  test.each([1, MAX_FRAME_LENGTH])('a frame length of %i', async (frameLength) => {
    expect((await open(writer.header({ frameLength: u32(frameLength) }))).frameLength).toBe(frameLength);
  });

  test('at most 64 KiB', async () => {
    const rest = writer.header().length;
    const filler = (length: number) => Buffer.concat([field(''), field(''), field(Buffer.alloc(length - 6))]);
    const header = (length: number) =>
      writer.header({ dataKeyCount: u16(2), dataKeys: Buffer.concat([ours, filler(length - rest)]) });
    expect(header(65_536)).toHaveLength(65_536);
    await open(header(65_536));
    expect(await failureOf(open(header(65_537)))).toBe('header-too-long');
  });

  test('empty keys and values', async () => {
    const { encryptionContext } = await open(writer.header({ context: contextField([['', '']]) }));
    expect(Object.entries(encryptionContext)).toEqual([['', '']]);
  });

  test('keys with the names of inherited properties', async () => {
    const context = contextField([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const { encryptionContext } = await open(writer.header({ context }));
    expect(Object.entries(encryptionContext)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('an encrypted data key', () => {
  const entry = (name: string, { namespace = 'encrypt5', bits = 128, ivLength = 12 } = {}) => {
    const iv = randomBytes(12);
    const info = Buffer.concat([Buffer.from(name), u32(bits), u32(ivLength), iv]);
    return Buffer.concat([namespace, info, randomBytes(48)].map(field));
  };

  test.each([
    ['a different namespace', entry('file-1', { namespace: 'encrypt6' })],
    ['a name that begins with our name', entry('file-1-copy')],
    ['a prefix of our name', entry('file-')],
    ['a different tag length', entry('file-1', { bits: 96 })],
    ['a different IV length', entry('file-1', { ivLength: 16 })],
    [
      'a ciphertext of 47 bytes',
      Buffer.concat([
        field('encrypt5'),
        field(Buffer.concat([Buffer.from('file-1'), u32(128), u32(12), randomBytes(12)])),
        field(randomBytes(47)),
      ]),
    ],
  ])('with %s is skipped', async (_, other) => {
    expect(await failureOf(open(writer.header({ dataKeys: other })))).toBe('no-matching-data-key');
    await open(writer.header({ dataKeyCount: u16(2), dataKeys: Buffer.concat([other, ours]) }));
  });

  test('with our name that our key cannot unwrap is skipped', async () => {
    await open(writer.header({ dataKeyCount: u16(2), dataKeys: Buffer.concat([entry('file-1'), ours]) }));
    expect(await failureOf(open(writer.header({ dataKeys: entry('file-1') })))).toBe(
      'data-key-not-authentic',
    );
  });

  test('is bound to the encryption context', async () => {
    const context = contextField([['encrypt5:owner', 'a']]);
    const dataKeys = wrappedDataKey(wrappingKey, writer.dataKey, contextField([['encrypt5:owner', 'b']]));
    expect(await failureOf(open(writer.header({ context, dataKeys })))).toBe('data-key-not-authentic');
  });
});

describe('the expected context', () => {
  const header = writer.header({
    context: contextField([
      ['file', '1'],
      ['owner', 'a'],
    ]),
  });
  const expecting = (encryptionContext: Record<string, string>) =>
    failureOf(openMessage(nodeCipher, header, { wrappingKey, encryptionContext }));

  test('can be part of a larger context', async () => {
    expect(await expecting({ owner: 'a' })).toBeUndefined();
  });

  const missing: Record<string, string>[] = [
    { owner: 'b' },
    { owner: 'a', file: '2' },
    { vault: '1' },
    { valueOf: 'x' },
  ];

  test.each(missing)('%o is missing', async (expected) => {
    expect(await expecting(expected)).toBe('context-mismatch');
  });
});

test('the caller can change its memory while the header is being opened', async () => {
  const header = writer.header();
  const start = Buffer.from(header);
  const opening = open(start, webCipher);
  start.fill(0);
  expect(Buffer.from((await opening).header).equals(header)).toBe(true);
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerBytesNeeded, MAX_HEADER_LENGTH, openMessage } from '#message';
import { nodeCipher } from '../../functions/encryptor/node-cipher.ts';
import { failureOf } from '../message/failure.ts';
import { contextField, field, ReferenceWriter, u16, u32 } from '../message/reference-writer.ts';
import { newWrappingKey } from '../message/whole-message.ts';

/** The seed is fixed so that every run is the same and failures can be reproduced. */
const RUNS = { numRuns: 5000, seed: 20_478 };

const wrappingKey = newWrappingKey();
const writer = new ReferenceWriter({ wrappingKey, frameLength: 4096 });
const valid = writer.header({
  context: contextField([
    ['encrypt5:file', 'file-1'],
    ['encrypt5:owner', 'a'],
  ]),
});

/**
 * Expects that `headerBytesNeeded` returns a valid number or fails with a code, and that `openMessage` fails with a
 * code.
 */
async function expectSound(bytes: Uint8Array): Promise<void> {
  let needed: number | undefined;
  const code = await failureOf(() => {
    needed = headerBytesNeeded(bytes);
  });
  if (needed === undefined) expect(typeof code).toBe('string');
  else {
    expect(needed).toBeGreaterThan(0);
    expect(needed).toBeLessThanOrEqual(MAX_HEADER_LENGTH);
  }
  expect(
    typeof (await failureOf(openMessage(nodeCipher, bytes, { wrappingKey, encryptionContext: {} }))),
  ).toBe('string');
}

test('random bytes are refused with a code', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), expectSound), RUNS);
});

test('random bytes after the start of a valid header are refused with a code', async () => {
  const start = fc.constantFrom(
    ...Array.from({ length: valid.length }, (_, length) => valid.subarray(0, length)),
  );
  const bytes = fc.tuple(start, fc.uint8Array({ maxLength: 300 })).map((pieces) => Buffer.concat(pieces));
  await fc.assert(
    fc.asyncProperty(bytes, async (message) => {
      fc.pre(!message.subarray(0, valid.length).equals(valid));
      await expectSound(message);
    }),
    RUNS,
  );
});

test('a header with changed, inserted or removed bytes is refused with a code', async () => {
  const edit = fc.record({
    at: fc.nat(valid.length - 1),
    cut: fc.nat(4),
    put: fc.uint8Array({ maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const damaged = edits.reduce(
        (bytes, { at, cut, put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]),
        valid,
      );
      fc.pre(!damaged.subarray(0, valid.length).equals(valid));
      await expectSound(damaged);
    }),
    RUNS,
  );
});

test('headers with well-formed fields and random content are refused with a code', async () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  const entries = fc.array(fc.tuple(bytes, bytes, bytes), { maxLength: 20 });
  const fields = fc.record({
    pairs: fc.array(fc.tuple(bytes, bytes), { maxLength: 4 }),
    entries,
    contentType: fc.nat(255),
    frameLength: fc.nat(0xffff_ffff),
  });
  await fc.assert(
    fc.asyncProperty(fields, async ({ pairs, entries, contentType, frameLength }) => {
      await expectSound(
        writer.header({
          context: contextField(pairs.map(([key, value]) => [Buffer.from(key), Buffer.from(value)])),
          dataKeyCount: u16(entries.length),
          dataKeys: Buffer.concat(entries.flat().map(field)),
          contentType: Buffer.of(contentType),
          frameLength: u32(frameLength),
          tag: randomBytes(16),
        }),
      );
    }),
    RUNS,
  );
});

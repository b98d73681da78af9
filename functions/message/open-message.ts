import { equalBytes } from './bytes.ts';
import type { Cipher } from './cipher.ts';
import { contextHas, type EncryptionContext } from './encryption-context.ts';
import { MessageError } from './errors.ts';
import { headerBytesNeeded, type ParsedHeader, parseHeader } from './header.ts';
import { Message } from './message.ts';
import { deriveCommitment, deriveMessageKey, HEADER_IV, NOTHING } from './suite.ts';
import { unwrapDataKey, type WrappingKey } from './wrapping-key.ts';

/** What a reader holds a message to. */
export interface MessageExpectation {
  readonly wrappingKey: WrappingKey;
  /** Pairs that must stand in the message's context (decrypt.md, Encryption Context); `{}` demands none. */
  readonly encryptionContext: EncryptionContext;
}

/**
 * Opens the header of a message: data key unwrapped, commitment compared in constant time, tag verified,
 * expected context found, in this order, and nothing of the header is released before (decrypt.md, Get the
 * decryption materials and Verify the header).
 *
 * @param start - a message, a header, or the first bytes of a message, `headerBytesNeeded` of them at the
 *   least; copied
 * @returns the message, to be disposed of by the caller
 * @throws MessageError for everything that can be wrong with a header
 */
export async function openMessage(
  cipher: Cipher,
  start: Uint8Array,
  { wrappingKey, encryptionContext: expected }: MessageExpectation,
): Promise<Message> {
  // a copy, because the caller's memory may change while promises are awaited (slice would give a view of a
  // Buffer)
  const header = new Uint8Array(start.subarray(0, headerBytesNeeded(start)));
  const parsed = parseHeader(header);
  const dataKey = await unwrapDataKey(cipher, wrappingKey, parsed.dataKeys, parsed.contextBytes);
  try {
    const { messageId, encryptionContext, frameLength } = parsed;
    await verifyCommitment(cipher, dataKey, parsed);
    const message = new Message(
      { header, messageId, encryptionContext, frameLength },
      await deriveMessageKey(cipher, dataKey, messageId),
    );
    try {
      await verifyHeader(message, parsed, expected);
    } catch (error) {
      message.dispose();
      throw error;
    }
    return message;
  } finally {
    dataKey.fill(0);
  }
}

/**
 * algorithm-suites.md, Key Commitment: without this, one ciphertext could open to two plaintexts under two
 * keys.
 */
async function verifyCommitment(
  cipher: Cipher,
  dataKey: Uint8Array,
  { messageId, commitment }: ParsedHeader,
): Promise<void> {
  const expected = await deriveCommitment(cipher, dataKey, messageId);
  if (!equalBytes(expected, commitment)) throw new MessageError('commitment-mismatch');
}

async function verifyHeader(
  message: Message,
  { body, tag }: ParsedHeader,
  expected: EncryptionContext,
): Promise<void> {
  if (!(await message.gcm.open(HEADER_IV, body, tag, NOTHING)))
    throw new MessageError('header-not-authentic');
  if (!contextHas(message.encryptionContext, expected)) throw new MessageError('context-mismatch');
}

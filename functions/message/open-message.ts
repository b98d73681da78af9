import { equalBytes } from './bytes.ts';
import type { Cipher } from './cipher.ts';
import { contextHas, type EncryptionContext } from './encryption-context.ts';
import { MessageError } from './errors.ts';
import { headerBytesNeeded, type ParsedHeader, parseHeader } from './header.ts';
import { Message } from './message.ts';
import { deriveCommitment, deriveMessageKey, HEADER_IV, NOTHING } from './suite.ts';
import { unwrapDataKey, type WrappingKey } from './wrapping-key.ts';

/** The key of a reader and the context that the message must have. */
export interface MessageExpectation {
  readonly wrappingKey: WrappingKey;
  /** Pairs that the context of the message must contain (decrypt.md, Encryption Context). `{}` requires none. */
  readonly encryptionContext: EncryptionContext;
}

/**
 * Opens the header of a message in this order: unwraps the data key, compares the commitment in constant time,
 * verifies the tag and checks the expected context. Nothing of the header is released before (decrypt.md, Get the
 * decryption materials and Verify the header).
 *
 * @param start - a message, a header, or at least the first `headerBytesNeeded` bytes of a message. Copied
 * @returns the message. The caller must dispose of it
 * @throws MessageError if the header is not accepted
 */
export async function openMessage(
  cipher: Cipher,
  start: Uint8Array,
  { wrappingKey, encryptionContext: expected }: MessageExpectation,
): Promise<Message> {
  // Copied, because the caller's memory may change while promises are pending. `slice` would be a view for a Buffer.
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
 * Without key commitment, the same ciphertext could decrypt to different plaintexts under different keys
 * (algorithm-suites.md, Key Commitment).
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

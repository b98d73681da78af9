import { concatBytes } from './bytes.ts';
import type { Cipher } from './cipher.ts';
import { type EncryptionContext, parseContext, serializeContext } from './encryption-context.ts';
import { MAX_FRAME_LENGTH, MAX_HEADER_LENGTH, serializeHeaderBody } from './header.ts';
import { Message } from './message.ts';
import {
  deriveCommitment,
  deriveMessageKey,
  HEADER_IV,
  KEY_LENGTH,
  MESSAGE_ID_LENGTH,
  NOTHING,
  TAG_LENGTH,
} from './suite.ts';
import { type WrappingKey, wrapDataKey } from './wrapping-key.ts';

/** The inputs of a new message. */
export interface NewMessage {
  readonly wrappingKey: WrappingKey;
  /** Keys of `[a-z0-9:]` only, so that all official SDKs sort them the same way. */
  readonly encryptionContext: EncryptionContext;
  /** Bytes of plaintext per frame: 1 to 16 MiB. */
  readonly frameLength: number;
}

/**
 * Creates a message with a new id, a new data key and a header (encrypt.md, Construct the header). A worker that
 * only has the stored header gets the same message from `openMessage`.
 *
 * @returns the message. The caller must dispose of it
 * @throws RangeError for an argument that the format does not allow
 */
export async function createMessage(
  cipher: Cipher,
  { wrappingKey, encryptionContext, frameLength }: NewMessage,
): Promise<Message> {
  if (!Number.isInteger(frameLength) || frameLength < 1 || frameLength > MAX_FRAME_LENGTH)
    throw new RangeError(`The frame length must be 1 to ${MAX_FRAME_LENGTH} bytes`);
  const contextBytes = serializeContext(encryptionContext);
  const messageId = cipher.randomBytes(MESSAGE_ID_LENGTH);
  const dataKey = cipher.randomBytes(KEY_LENGTH);
  try {
    const dataKeys = [await wrapDataKey(cipher, wrappingKey, dataKey, contextBytes)];
    const commitment = await deriveCommitment(cipher, dataKey, messageId);
    const body = serializeHeaderBody({ messageId, contextBytes, dataKeys, frameLength, commitment });
    const tag = new Uint8Array(TAG_LENGTH);
    if (body.length + tag.length > MAX_HEADER_LENGTH)
      throw new RangeError(`The header is longer than ${MAX_HEADER_LENGTH} bytes`);
    const key = await deriveMessageKey(cipher, dataKey, messageId);
    await key.gcm.seal(HEADER_IV, body, NOTHING, tag);
    const header = concatBytes([body, tag]);
    return new Message(
      { header, messageId, encryptionContext: parseContext(contextBytes), frameLength },
      key,
    );
  } finally {
    dataKey.fill(0);
  }
}

import { randomBytes } from 'node:crypto';
import {
  type Cipher,
  createMessage,
  type EncryptionContext,
  frameRun,
  openFrames,
  openMessage,
  sealFrames,
  shapeOfMessage,
  shapeOfPlaintext,
  type WrappingKey,
} from '#message';

export const CONTEXT: EncryptionContext = { 'encrypt5:file': 'file-1', 'encrypt5:owner': 'Jürgen' };

/** A new random wrapping key. */
export function newWrappingKey(name = 'file-1'): WrappingKey {
  return { bytes: randomBytes(32), namespace: 'encrypt5', name };
}

/** Seals a whole message in one run of frames. */
export async function sealWhole(
  cipher: Cipher,
  wrappingKey: WrappingKey,
  plaintext: Uint8Array,
  {
    frameLength,
    encryptionContext = CONTEXT,
  }: { frameLength: number; encryptionContext?: EncryptionContext },
): Promise<Buffer> {
  const message = await createMessage(cipher, { wrappingKey, encryptionContext, frameLength });
  const shape = shapeOfPlaintext(message, plaintext.length);
  const bytes = Buffer.alloc(shape.messageLength);
  bytes.set(message.header);
  await sealFrames(
    message,
    frameRun(shape, 1, shape.frames),
    plaintext,
    bytes.subarray(message.headerLength),
  );
  return bytes;
}

/** Opens a whole message in one run of frames. */
export async function openWhole(
  cipher: Cipher,
  wrappingKey: WrappingKey,
  bytes: Uint8Array,
): Promise<Buffer> {
  const message = await openMessage(cipher, bytes, { wrappingKey, encryptionContext: {} });
  const shape = shapeOfMessage(message, bytes.length);
  const plaintext = Buffer.alloc(shape.plaintextLength);
  const body = bytes.subarray(message.headerLength);
  await openFrames(message, frameRun(shape, 1, shape.frames), body, plaintext);
  return plaintext;
}

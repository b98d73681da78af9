export type { AesGcm, Cipher } from './cipher.ts';
export { createMessage, type NewMessage } from './create-message.ts';
export type { EncryptionContext } from './encryption-context.ts';
export { MessageError, type MessageErrorCode } from './errors.ts';
export type { FrameRun } from './frame.ts';
export {
  type ByteRange,
  ciphertextRange,
  frameRun,
  framesCovering,
  type MessageShape,
  plaintextRange,
  shapeOfMessage,
  shapeOfPlaintext,
} from './geometry.ts';
export { headerBytesNeeded, MAX_DATA_KEYS, MAX_FRAME_LENGTH, MAX_HEADER_LENGTH } from './header.ts';
export type { FrameLayout, Message } from './message.ts';
export { openFrames } from './open-frames.ts';
export { type MessageExpectation, openMessage } from './open-message.ts';
export { openStream } from './open-stream.ts';
export { sealFrames } from './seal-frames.ts';
export { sealStream } from './seal-stream.ts';
export { webCipher } from './web-cipher.ts';
export type { WrappingKey } from './wrapping-key.ts';

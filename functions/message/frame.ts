import { utf8 } from './bytes.ts';
import { IV_LENGTH, MESSAGE_ID_LENGTH, TAG_LENGTH } from './suite.ts';

const SEQUENCE_LENGTH = 4;
/** message-body.md, Encrypted Content Length. */
const LENGTH_LENGTH = 4;
/** message-body.md, Sequence Number End. */
const FINAL_MARKER = 0xffffffff;

/** Bytes that a regular frame adds to its content: `u32 sequence | IV (12) | content | tag (16)`. */
export const FRAME_OVERHEAD = SEQUENCE_LENGTH + IV_LENGTH + TAG_LENGTH;
/** Bytes that the final frame adds: `FFFFFFFF | u32 sequence | IV (12) | u32 length | content | tag (16)`. */
export const FINAL_FRAME_OVERHEAD = FRAME_OVERHEAD + SEQUENCE_LENGTH + LENGTH_LENGTH;
/** message-body.md, Framed Data. A frame with this number is always final, so no regular frame starts with the marker. */
export const MAX_FRAMES = 0xffffffff;

/** Consecutive frames of one message. Frames are numbered from 1. */
export interface FrameRun {
  readonly first: number;
  readonly count: number;
  /** Whether the last frame of the run is the final frame of the message. */
  readonly isFinal: boolean;
}

/** The properties of a frame, without its content. */
export interface Frame {
  /** From 1. */
  readonly sequence: number;
  readonly isFinal: boolean;
  /** Bytes of plaintext, which is also the length of the ciphertext without tag. */
  readonly contentLength: number;
}

/** The frames of a run. The last one has `lastLength` bytes of content, all others `frameLength`. */
export function framesOf(
  { first, count, isFinal }: FrameRun,
  frameLength: number,
  lastLength: number,
): Frame[] {
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1;
    return {
      sequence: first + index,
      isFinal: isFinal && isLast,
      contentLength: isLast ? lastLength : frameLength,
    };
  });
}

/** The number of the last frame of a run. @throws RangeError for an empty run or a first frame below 1 */
export function lastOf({ first, count }: FrameRun): number {
  if (!(Number.isInteger(first) && Number.isInteger(count) && first >= 1 && count >= 1))
    throw new RangeError('A run must have at least one frame, and frames are numbered from 1');
  return first + count - 1;
}

/** Bytes of `count` consecutive frames with `contentLength` bytes of content in total. */
export function runLength(
  { count, isFinal }: Pick<FrameRun, 'count' | 'isFinal'>,
  contentLength: number,
): number {
  return contentLength + count * FRAME_OVERHEAD + (isFinal ? FINAL_FRAME_OVERHEAD - FRAME_OVERHEAD : 0);
}

/** Offset of the serialized IV in a frame. */
export function ivOffset(isFinal: boolean): number {
  return isFinal ? 2 * SEQUENCE_LENGTH : SEQUENCE_LENGTH;
}

/**
 * The bytes of a frame before its content: `u32 sequence | IV`, or `FFFFFFFF | u32 sequence | IV | u32 length` for
 * the final frame. The IV is 8 zero bytes and the sequence number (decrypt.md, Decrypt the message body).
 *
 * @returns `iv` is a view of `head`
 */
export function frameHead({ sequence, isFinal, contentLength }: Frame): { head: Uint8Array; iv: Uint8Array } {
  const ivStart = ivOffset(isFinal);
  const ivEnd = ivStart + IV_LENGTH;
  const head = new Uint8Array(isFinal ? ivEnd + LENGTH_LENGTH : ivEnd);
  const view = new DataView(head.buffer);
  if (isFinal) view.setUint32(0, FINAL_MARKER);
  view.setUint32(ivStart - SEQUENCE_LENGTH, sequence);
  view.setUint32(ivEnd - SEQUENCE_LENGTH, sequence);
  if (isFinal) view.setUint32(ivEnd, contentLength);
  return { head, iv: head.subarray(ivStart, ivEnd) };
}

/** message-body-aad.md, Body AAD Content. */
const CONTENT = {
  regular: utf8('AWSKMSEncryptionClient Frame'),
  final: utf8('AWSKMSEncryptionClient Final Frame'),
};

/**
 * The AAD of a frame (message-body-aad.md): `message id | content string | u32 sequence | u64 content length`. The
 * id has 32 bytes in version 2. The page says 16 because it describes version 1.
 */
export function frameAad(messageId: Uint8Array, { sequence, isFinal, contentLength }: Frame): Uint8Array {
  const content = isFinal ? CONTENT.final : CONTENT.regular;
  const aad = new Uint8Array(MESSAGE_ID_LENGTH + content.length + 12);
  aad.set(messageId);
  aad.set(content, MESSAGE_ID_LENGTH);
  const view = new DataView(aad.buffer, MESSAGE_ID_LENGTH + content.length);
  view.setUint32(0, sequence);
  // The low half of the u64 is enough, because the length of a frame is a u32.
  view.setUint32(8, contentLength);
  return aad;
}

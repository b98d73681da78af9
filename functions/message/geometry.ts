import { MessageError } from './errors.ts';
import { FINAL_FRAME_OVERHEAD, FRAME_OVERHEAD, type FrameRun, lastOf, MAX_FRAMES } from './frame.ts';
import type { FrameLayout } from './message.ts';

/** The dimensions of a message: bytes, except for `frames`. */
export interface MessageShape extends FrameLayout {
  /** Number of frames, including the final one. At least 1. */
  readonly frames: number;
  readonly plaintextLength: number;
  readonly messageLength: number;
}

/** `start` inclusive, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The shape of a message with `plaintextLength` bytes of plaintext. An exact multiple of the frame length ends with
 * a full final frame. An empty plaintext is one empty final frame (message-body.md, Final Frame).
 *
 * @throws RangeError for more than 2^32 - 1 frames
 */
export function shapeOfPlaintext(
  { headerLength, frameLength }: FrameLayout,
  plaintextLength: number,
): MessageShape {
  if (!Number.isSafeInteger(plaintextLength) || plaintextLength < 0)
    throw new RangeError('The plaintext length must be a whole number of bytes');
  const frames = Math.max(1, Math.ceil(plaintextLength / frameLength));
  if (frames > MAX_FRAMES) throw new RangeError('A message has at most 4294967295 frames');
  const messageLength = headerLength + (frames - 1) * FRAME_OVERHEAD + FINAL_FRAME_OVERHEAD + plaintextLength;
  return { headerLength, frameLength, frames, plaintextLength, messageLength };
}

/**
 * The shape of a message of `messageLength` bytes. Messages of official SDKs can end with an empty final frame. The
 * length is not authenticated until the final frame has been opened.
 *
 * @throws RangeError if the length is not a whole number
 * @throws MessageError `truncated`, `trailing-bytes` or `too-many-frames` if no message has this length
 */
export function shapeOfMessage(
  { headerLength, frameLength }: FrameLayout,
  messageLength: number,
): MessageShape {
  if (!Number.isSafeInteger(messageLength))
    throw new RangeError('The message length must be a whole number of bytes');
  const rest = messageLength - headerLength - FINAL_FRAME_OVERHEAD;
  if (rest < 0) throw new MessageError('truncated');
  const regular = Math.floor(rest / (frameLength + FRAME_OVERHEAD));
  const finalLength = rest - regular * (frameLength + FRAME_OVERHEAD);
  if (finalLength > frameLength) throw new MessageError('trailing-bytes');
  if (regular + 1 > MAX_FRAMES) throw new MessageError('too-many-frames');
  const plaintextLength = regular * frameLength + finalLength;
  return { headerLength, frameLength, frames: regular + 1, plaintextLength, messageLength };
}

/** A run of `count` frames from `first`. @throws RangeError if the message does not have these frames */
export function frameRun(shape: MessageShape, first: number, count: number): FrameRun {
  const run = { first, count, isFinal: first + count - 1 === shape.frames };
  if (lastOf(run) > shape.frames) throw new RangeError('The message does not have these frames');
  return run;
}

/**
 * The frames that contain the plaintext bytes from `start` (inclusive) to `end` (exclusive).
 *
 * @throws RangeError for a range that is empty or extends beyond the plaintext
 */
export function framesCovering(shape: MessageShape, { start, end }: ByteRange): FrameRun {
  if (!(start >= 0 && start < end && end <= shape.plaintextLength))
    throw new RangeError('The plaintext does not have these bytes');
  const first = Math.floor(start / shape.frameLength) + 1;
  const last = Math.ceil(end / shape.frameLength);
  return frameRun(shape, first, last - first + 1);
}

/** The byte range of a run in the message. The header is not part of the first frame. */
export function ciphertextRange(
  { headerLength, frameLength, messageLength }: MessageShape,
  run: FrameRun,
): ByteRange {
  const offset = (frames: number) => headerLength + frames * (frameLength + FRAME_OVERHEAD);
  return {
    start: offset(run.first - 1),
    end: run.isFinal ? messageLength : offset(run.first - 1 + run.count),
  };
}

/** The byte range of a run in the plaintext. */
export function plaintextRange({ frameLength, plaintextLength }: MessageShape, run: FrameRun): ByteRange {
  const end = run.isFinal ? plaintextLength : (run.first - 1 + run.count) * frameLength;
  return { start: (run.first - 1) * frameLength, end };
}

import { ciphertextRange, type FrameRun, frameRun, type MessageShape, plaintextRange } from '#message';

/** Bytes of plaintext in a frame. */
export const FRAME_LENGTH = 2 ** 20;

/** Frames of a part, where the file is not so large that there would be too many parts. */
const USUAL_FRAMES = 16;

/** Neighbouring frames of a file, and where they lie in plaintext and ciphertext. */
export interface Piece {
  readonly run: FrameRun;
  /** Bytes of plaintext: `start` inclusive, `end` exclusive. */
  readonly plaintext: { readonly start: number; readonly end: number };
  /** Bytes of ciphertext, the header left out. */
  readonly ciphertext: { readonly start: number; readonly end: number };
}

/** One part of an upload: a run of whole frames. */
export interface Part extends Piece {
  /** From 1. */
  readonly number: number;
}

/**
 * How many frames every part but the last has.
 *
 * @param size - bytes of plaintext
 * @param mostParts - that an object may have
 */
export function framesPerPart(size: number, mostParts: number): number {
  return Math.max(USUAL_FRAMES, Math.ceil(size / FRAME_LENGTH / mostParts));
}

/** Cuts a message into parts of whole frames. */
export function planParts(shape: MessageShape, framesInPart: number): Part[] {
  const count = Math.ceil(shape.frames / framesInPart);
  return Array.from({ length: count }, (_, index) => {
    const first = index * framesInPart + 1;
    const run = frameRun(shape, first, Math.min(framesInPart, shape.frames - first + 1));
    return { number: index + 1, ...pieceOf(shape, run) };
  });
}

/** Cuts a part into pieces of so many frames at the most, in order: a large part goes through memory piece by piece. */
export function cutPart(shape: MessageShape, part: Part, frames: number): Piece[] {
  const pieces = Math.ceil(part.run.count / frames);
  return Array.from({ length: pieces }, (_, index) => {
    const first = part.run.first + index * frames;
    return pieceOf(shape, frameRun(shape, first, Math.min(frames, part.run.first + part.run.count - first)));
  });
}

function pieceOf(shape: MessageShape, run: FrameRun): Piece {
  return { run, plaintext: plaintextRange(shape, run), ciphertext: ciphertextRange(shape, run) };
}

import { MOST_PARTS } from '#contract';
import { ciphertextRange, type FrameRun, frameRun, type MessageShape, plaintextRange } from '#message';

/** Bytes of plaintext in a frame. */
export const FRAME_LENGTH = 2 ** 20;

/** Frames of a part, where the file is not so large that there would be too many parts. */
const USUAL_FRAMES = 16;

/** Bytes that the buffers of all lanes together may take. */
const BUFFER_BUDGET = 160 * 2 ** 20;
const MOST_LANES = 4;

/** One part of a file: a run of whole frames, and where it lies in plaintext and ciphertext. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly run: FrameRun;
  /** Bytes of plaintext: `start` inclusive, `end` exclusive. */
  readonly plaintext: { readonly start: number; readonly end: number };
  /** Bytes of ciphertext, the header left out. */
  readonly ciphertext: { readonly start: number; readonly end: number };
}

/** How many frames every part but the last has, so that S3's 10,000 parts are enough. */
export function framesPerPart(size: number): number {
  return Math.max(USUAL_FRAMES, Math.ceil(size / FRAME_LENGTH / MOST_PARTS));
}

/** Cuts a message into parts of whole frames. */
export function planParts(shape: MessageShape, framesInPart: number): Part[] {
  const count = Math.ceil(shape.frames / framesInPart);
  return Array.from({ length: count }, (_, index) => {
    const first = index * framesInPart + 1;
    const run = frameRun(shape, first, Math.min(framesInPart, shape.frames - first + 1));
    return {
      number: index + 1,
      run,
      plaintext: plaintextRange(shape, run),
      ciphertext: ciphertextRange(shape, run),
    };
  });
}

/** How many parts are worked on at once: bounded by the memory that their buffers take, plaintext and ciphertext. */
export function laneCount(parts: number, framesInPart: number): number {
  const fitting = Math.floor(BUFFER_BUDGET / (2 * framesInPart * FRAME_LENGTH));
  return Math.max(1, Math.min(MOST_LANES, fitting, parts));
}

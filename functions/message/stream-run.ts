const RUN_BYTES = 1024 * 1024;
const RUN_FRAMES = 1024;

/** Number of frames that a stream seals or opens at once: about 1 MiB of content, at most 1024 frames. */
export function framesPerRun(frameLength: number): number {
  return Math.min(RUN_FRAMES, Math.max(1, Math.floor(RUN_BYTES / frameLength)));
}

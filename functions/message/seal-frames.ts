import { overlap } from './bytes.ts';
import {
  type Frame,
  type FrameRun,
  frameAad,
  frameHead,
  framesOf,
  lastOf,
  MAX_FRAMES,
  runLength,
} from './frame.ts';
import type { Message } from './message.ts';
import { TAG_LENGTH } from './suite.ts';

/**
 * Encrypts a run of frames (encrypt.md, Construct a frame). Sealing a frame again with the same plaintext is safe and
 * returns the same bytes. Sealing it with a different plaintext reveals the XOR of both plaintexts and allows
 * forgeries, because the IV is reused.
 *
 * @param plaintext - the content of exactly these frames. Must not change before the promise settles
 * @param into - receives the frames. Must not share memory with the plaintext. Reuse the same memory: allocating new
 *   memory costs more than the encryption
 * @returns the frames: a view of the start of `into`, as long as `ciphertextRange`
 * @throws RangeError if run, plaintext and `into` do not match
 */
export async function sealFrames(
  message: Message,
  run: FrameRun,
  plaintext: Uint8Array,
  into: Uint8Array,
): Promise<Uint8Array> {
  const { frameLength, messageId, gcm } = message;
  requireFit(run, frameLength, plaintext.length);
  const length = runLength(run, plaintext.length);
  const sealed = into.subarray(0, length);
  if (sealed.length < length) throw new RangeError('The buffer is too short for these frames');
  if (overlap(plaintext, sealed)) throw new RangeError('Frames cannot be sealed in place');
  let offset = 0;
  const sealFrame = (frame: Frame, index: number) => {
    const { head, iv } = frameHead(frame);
    sealed.set(head, offset);
    const start = offset + head.length;
    offset = start + frame.contentLength + TAG_LENGTH;
    const content = plaintext.subarray(index * frameLength, index * frameLength + frame.contentLength);
    return gcm.seal(iv, frameAad(messageId, frame), content, sealed.subarray(start, offset));
  };
  const frames = framesOf(run, frameLength, plaintext.length - (run.count - 1) * frameLength);
  await Promise.all(frames.map(sealFrame));
  return sealed;
}

function requireFit(run: FrameRun, frameLength: number, plaintextLength: number): void {
  const { count, isFinal } = run;
  const last = lastOf(run);
  if (last > (isFinal ? MAX_FRAMES : MAX_FRAMES - 1))
    throw new RangeError('A message cannot have this many frames');
  const maximum = count * frameLength;
  // An empty final frame is written only for an empty plaintext (message-body.md, Final Frame: SHOULD).
  const minimum = !isFinal ? maximum : last === 1 ? 0 : maximum - frameLength + 1;
  if (plaintextLength < minimum || plaintextLength > maximum)
    throw new RangeError(`These frames hold ${minimum} to ${maximum} bytes, not ${plaintextLength}`);
}

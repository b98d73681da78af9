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
 * Encrypts a run of frames (encrypt.md, Construct a frame). The same frame may be sealed again with the same
 * plaintext, which gives the same bytes; with any other plaintext, whoever sees both learns the difference of
 * the two and can forge frames of this message.
 *
 * @param plaintext - the content of exactly these frames; not to be changed before the promise is settled
 * @param into - room for the frames, apart from the plaintext. To use the same memory again and again is what
 *   makes this fast: fresh memory costs more than the encryption.
 * @returns the first bytes of `into`: the run, `ciphertextRange` says how long it is
 * @throws RangeError if run, plaintext and room do not fit each other
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
  if (sealed.length < length) throw new RangeError('There is no room for these frames');
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
  if (last > (isFinal ? MAX_FRAMES : MAX_FRAMES - 1)) throw new RangeError('No message has so many frames');
  const most = count * frameLength;
  // an empty final frame is written for an empty plaintext only (message-body.md, Final Frame: SHOULD)
  const least = !isFinal ? most : last === 1 ? 0 : most - frameLength + 1;
  if (plaintextLength < least || plaintextLength > most)
    throw new RangeError(`These frames hold ${least} to ${most} bytes, not ${plaintextLength}`);
}

import { type Frame, type FrameRun, frameAad, frameHead, framesOf, MAX_FRAMES } from './frame.ts';
import type { Message } from './message.ts';

/**
 * Encrypts a run of frames (encrypt.md, Construct a frame). The same frame may be sealed again with the same plaintext,
 * which gives the same bytes; with any other plaintext, whoever sees both learns the difference of the two and can forge
 * frames of this message.
 *
 * @param plaintext - the content of exactly these frames; not to be changed before the promise is settled
 * @returns the bytes of the run, in pieces, in order: nothing is copied, and who needs one piece joins them
 * @throws RangeError if run and plaintext do not fit each other
 */
export async function sealFrames(
  message: Message,
  run: FrameRun,
  plaintext: Uint8Array,
): Promise<Uint8Array[]> {
  const { frameLength, messageId, gcm } = message;
  requireFit(run, frameLength, plaintext.length);
  const sealFrame = async (frame: Frame, index: number) => {
    const { head, iv } = frameHead(frame);
    const content = plaintext.subarray(index * frameLength, index * frameLength + frame.contentLength);
    return [head, ...(await gcm.seal(iv, frameAad(messageId, frame), content))];
  };
  const frames = framesOf(run, frameLength, plaintext.length - (run.count - 1) * frameLength);
  return (await Promise.all(frames.map(sealFrame))).flat();
}

function requireFit({ first, count, isFinal }: FrameRun, frameLength: number, plaintextLength: number): void {
  const last = first + count - 1;
  if (!(first >= 1 && count >= 1 && last <= (isFinal ? MAX_FRAMES : MAX_FRAMES - 1)))
    throw new RangeError('No message has such frames');
  const most = count * frameLength;
  // an empty final frame is written for an empty plaintext only (message-body.md, Final Frame: SHOULD)
  const least = !isFinal ? most : last === 1 ? 0 : most - frameLength + 1;
  if (plaintextLength < least || plaintextLength > most)
    throw new RangeError(`These frames hold ${least} to ${most} bytes, not ${plaintextLength}`);
}

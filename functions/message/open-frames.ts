import { equalBytes } from './bytes.ts';
import { MessageError } from './errors.ts';
import {
  FINAL_FRAME_OVERHEAD,
  FRAME_OVERHEAD,
  type Frame,
  type FrameRun,
  frameAad,
  frameHead,
  framesOf,
} from './frame.ts';
import type { Message } from './message.ts';
import { IV_LENGTH, TAG_LENGTH } from './suite.ts';

/**
 * Decrypts a run of frames (decrypt.md, Decrypt the message body), written by us or by an official SDK. No byte of the run
 * is released before all of its frames were authenticated, each with its place in the message.
 *
 * @param ciphertext - exactly these frames; not to be changed before the promise is settled
 * @returns the plaintext of the frames, one piece for each, in order
 * @throws MessageError `truncated`, `trailing-bytes`, `frame-…`, `final-frame-…`
 */
export async function openFrames(
  message: Message,
  run: FrameRun,
  ciphertext: Uint8Array,
): Promise<Uint8Array[]> {
  const { frameLength, messageId, gcm } = message;
  const frames = framesOf(run, frameLength, lastContentLength(run, frameLength, ciphertext.length));
  const boxes = frames.map((frame, index) => {
    const { head, iv } = frameHead(frame);
    const start = index * (frameLength + FRAME_OVERHEAD);
    const sealedStart = start + head.length;
    requireHead(frame, head, ciphertext.subarray(start, sealedStart));
    const sealed = ciphertext.subarray(sealedStart, sealedStart + frame.contentLength + TAG_LENGTH);
    return { iv, aad: frameAad(messageId, frame), sealed };
  });
  const contents = await Promise.all(boxes.map(({ iv, aad, sealed }) => gcm.open(iv, aad, sealed)));
  const opened = contents.filter((content) => content !== undefined);
  if (opened.length === run.count) return opened;
  for (const content of opened) content.fill(0);
  throw new MessageError('frame-not-authentic');
}

/** What the length of the ciphertext leaves to the content of the run's last frame. */
function lastContentLength({ count, isFinal }: FrameRun, frameLength: number, length: number): number {
  const content =
    length - (count - 1) * (frameLength + FRAME_OVERHEAD) - (isFinal ? FINAL_FRAME_OVERHEAD : FRAME_OVERHEAD);
  if (content < (isFinal ? 0 : frameLength)) throw new MessageError('truncated');
  if (content > frameLength) throw new MessageError('trailing-bytes');
  return content;
}

/**
 * Compares what stands before the content with what has to stand there. The IV counts too: decryption uses the expected
 * one, so that a change of the serialized one would pass unnoticed.
 */
function requireHead({ isFinal, contentLength }: Frame, expected: Uint8Array, actual: Uint8Array): void {
  if (equalBytes(expected, actual)) return;
  const marked = actual.subarray(0, 4).every((byte) => byte === 0xff);
  if (isFinal && !marked) throw new MessageError('final-frame-missing');
  if (!isFinal && marked) throw new MessageError('final-frame-early');
  const ivStart = isFinal ? 8 : 4;
  const ivEnd = ivStart + IV_LENGTH;
  const same = (start: number, end: number) =>
    equalBytes(expected.subarray(start, end), actual.subarray(start, end));
  if (!same(0, ivStart)) throw new MessageError('frame-out-of-order');
  if (!same(ivStart, ivEnd)) throw new MessageError('frame-iv-mismatch');
  const declared = new DataView(actual.buffer, actual.byteOffset).getUint32(ivEnd);
  throw new MessageError(declared > contentLength ? 'truncated' : 'trailing-bytes');
}

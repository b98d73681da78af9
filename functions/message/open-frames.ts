import { equalBytes, overlap } from './bytes.ts';
import { MessageError } from './errors.ts';
import {
  type Frame,
  type FrameRun,
  frameAad,
  frameHead,
  framesOf,
  ivOffset,
  lastOf,
  MAX_FRAMES,
  runLength,
} from './frame.ts';
import type { Message } from './message.ts';
import { IV_LENGTH, TAG_LENGTH } from './suite.ts';

/**
 * Decrypts a run of frames from this module or an official SDK (decrypt.md, Decrypt the message body). All frames of
 * the run and their positions are authenticated before any plaintext is released. If a frame is not authentic,
 * `into` is zeroed.
 *
 * @param ciphertext - exactly these frames. Must not change before the promise settles
 * @param into - receives the plaintext. Must not share memory with the ciphertext or be read before the promise
 *   settles. Reuse the same memory for speed
 * @returns the plaintext: a view of the start of `into`, as long as `plaintextRange`
 * @throws MessageError `truncated`, `trailing-bytes`, `too-many-frames`, `frame-…`, `final-frame-…`
 * @throws RangeError if `into` is too short or overlaps the ciphertext
 */
export async function openFrames(
  message: Message,
  run: FrameRun,
  ciphertext: Uint8Array,
  into: Uint8Array,
): Promise<Uint8Array> {
  const { frameLength, messageId, gcm } = message;
  if (lastOf(run) > MAX_FRAMES) throw new MessageError('too-many-frames');
  const length = contentLengthOf(run, frameLength, ciphertext.length);
  if (length > into.length) throw new RangeError('The buffer is too short for the plaintext of these frames');
  const plaintext = into.subarray(0, length);
  if (overlap(ciphertext, plaintext)) throw new RangeError('Frames cannot be opened in place');
  let offset = 0;
  // All heads are checked before anything is decrypted.
  const boxes = framesOf(run, frameLength, length - (run.count - 1) * frameLength).map((frame, index) => {
    const { head, iv } = frameHead(frame);
    const start = offset + head.length;
    requireHead(frame, head, ciphertext.subarray(offset, start));
    offset = start + frame.contentLength + TAG_LENGTH;
    const sealed = ciphertext.subarray(start, offset);
    const content = plaintext.subarray(index * frameLength, index * frameLength + frame.contentLength);
    return { iv, aad: frameAad(messageId, frame), sealed, content };
  });
  // Wait for all frames, so that nothing is written after `into` is zeroed.
  const results = await Promise.allSettled(
    boxes.map(async ({ iv, aad, sealed, content }) => gcm.open(iv, aad, sealed, content)),
  );
  if (results.every((result) => result.status === 'fulfilled' && result.value)) return plaintext;
  plaintext.fill(0);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  throw new MessageError('frame-not-authentic');
}

/** Bytes of plaintext in a run of `length` bytes. */
function contentLengthOf(run: FrameRun, frameLength: number, length: number): number {
  const content = length - runLength(run, 0);
  const least = (run.isFinal ? run.count - 1 : run.count) * frameLength;
  if (content < least) throw new MessageError('truncated');
  if (content > run.count * frameLength) throw new MessageError('trailing-bytes');
  return content;
}

/**
 * Compares the bytes before the content with the expected ones. This includes the IV: decryption uses the expected
 * IV, so a change of the serialized IV would otherwise go unnoticed.
 */
function requireHead({ isFinal, contentLength }: Frame, expected: Uint8Array, actual: Uint8Array): void {
  if (equalBytes(expected, actual)) return;
  const marked = actual.subarray(0, 4).every((byte) => byte === 0xff);
  if (isFinal && !marked) throw new MessageError('final-frame-missing');
  if (!isFinal && marked) throw new MessageError('final-frame-early');
  const ivStart = ivOffset(isFinal);
  const ivEnd = ivStart + IV_LENGTH;
  const same = (start: number, end: number) =>
    equalBytes(expected.subarray(start, end), actual.subarray(start, end));
  if (!same(0, ivStart)) throw new MessageError('frame-out-of-order');
  if (!same(ivStart, ivEnd)) throw new MessageError('frame-iv-mismatch');
  const declared = new DataView(actual.buffer, actual.byteOffset).getUint32(ivEnd);
  throw new MessageError(declared > contentLength ? 'truncated' : 'trailing-bytes');
}

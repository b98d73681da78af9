import type { Cipher } from './cipher.ts';
import { createMessage, type NewMessage } from './create-message.ts';
import { runLength } from './frame.ts';
import { GatherBuffer } from './gather-buffer.ts';
import { sealFrames } from './seal-frames.ts';
import { framesPerRun } from './stream-run.ts';

type Controller = TransformStreamDefaultController<Uint8Array>;

/**
 * Encrypts a stream of plaintext into one new message. Chunks can have any size. Up to 1 MiB of plaintext, or one
 * frame if that is longer, is buffered. The key is zeroed when the stream ends, is aborted or is cancelled.
 *
 * @throws RangeError for an argument that the format does not allow
 */
export async function sealStream(
  cipher: Cipher,
  newMessage: NewMessage,
): Promise<TransformStream<Uint8Array, Uint8Array>> {
  const message = await createMessage(cipher, newMessage);
  const { frameLength } = message;
  const framesAtOnce = framesPerRun(frameLength);
  const gathered = new GatherBuffer(framesAtOnce * frameLength);
  let first = 1;
  const sealGathered = async (count: number, isFinal: boolean) => {
    const run = { first, count, isFinal };
    const plaintext = gathered.bytes;
    // New memory for each run, because the consumer of the stream keeps it.
    const sealed = await sealFrames(
      message,
      run,
      plaintext,
      new Uint8Array(runLength(run, plaintext.length)),
    );
    gathered.drop(plaintext.length);
    first += count;
    return sealed;
  };
  const transformer = {
    start(controller: Controller) {
      controller.enqueue(message.header);
    },
    async transform(chunk: Uint8Array, controller: Controller) {
      for (let rest = chunk; rest.length > 0; rest = gathered.add(rest)) {
        // Seal only when more plaintext follows: the last frame must be sealed as the final one and must have content.
        if (gathered.isFull) controller.enqueue(await sealGathered(framesAtOnce, false));
      }
    },
    async flush(controller: Controller) {
      const count = Math.max(1, Math.ceil(gathered.bytes.length / frameLength));
      controller.enqueue(await sealGathered(count, true));
      message.dispose();
    },
    cancel() {
      message.dispose();
    },
  };
  return new TransformStream(transformer);
}

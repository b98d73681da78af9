import { concatBytes } from './bytes.ts';
import type { Cipher } from './cipher.ts';
import { MessageError } from './errors.ts';
import { FINAL_FRAME_OVERHEAD, FRAME_OVERHEAD } from './frame.ts';
import { GatherBuffer } from './gather-buffer.ts';
import { shapeOfMessage } from './geometry.ts';
import { headerBytesNeeded } from './header.ts';
import type { Message } from './message.ts';
import { openFrames } from './open-frames.ts';
import { type MessageExpectation, openMessage } from './open-message.ts';
import { framesPerRun } from './stream-run.ts';

type Controller = TransformStreamDefaultController<Uint8Array>;

/**
 * Decrypts a stream of one whole message. Frames are released in order after they are authenticated. Only a stream
 * that ends without an error is complete, so write a file under a temporary name and rename it at the end
 * (decrypt.md, Security Considerations).
 *
 * The stream fails with a MessageError if the message is not valid.
 */
export function openStream(
  cipher: Cipher,
  expectation: MessageExpectation,
): TransformStream<Uint8Array, Uint8Array> {
  let start: Uint8Array = new Uint8Array(0);
  let needed = 1;
  let body: BodyReader | undefined;
  const transformer = {
    async transform(chunk: Uint8Array, controller: Controller) {
      try {
        let rest = chunk;
        if (!body) {
          start = concatBytes([start, chunk]);
          if (start.length < needed) return;
          needed = headerBytesNeeded(start);
          if (start.length < needed) return;
          body = new BodyReader(await openMessage(cipher, start, expectation));
          rest = start.subarray(needed);
        }
        for await (const content of body.add(rest)) controller.enqueue(content);
      } catch (error) {
        // Also needed if the stream was cancelled while the header was being opened.
        body?.dispose();
        throw error;
      }
    },
    async flush(controller: Controller) {
      if (!body) throw new MessageError('truncated');
      controller.enqueue(await body.end());
    },
    cancel() {
      body?.dispose();
    },
  };
  return new TransformStream(transformer);
}

/** Splits the bytes after the header into runs of frames and decrypts them. */
class BodyReader {
  readonly #message: Message;
  readonly #framesAtOnce: number;
  readonly #runLength: number;
  readonly #gathered: GatherBuffer;
  #first = 1;

  constructor(message: Message) {
    this.#message = message;
    this.#framesAtOnce = framesPerRun(message.frameLength);
    this.#runLength = this.#framesAtOnce * (message.frameLength + FRAME_OVERHEAD);
    // Hold back the length of the shortest final frame, so that all bytes before it belong to regular frames.
    this.#gathered = new GatherBuffer(this.#runLength + FINAL_FRAME_OVERHEAD);
  }

  async *add(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let rest = chunk; rest.length > 0; ) {
      rest = this.#gathered.add(rest);
      if (this.#gathered.isFull) yield await this.#open(this.#framesAtOnce, false, this.#runLength);
    }
  }

  async end(): Promise<Uint8Array> {
    const length = this.#gathered.bytes.length;
    try {
      const { frames } = shapeOfMessage({ headerLength: 0, frameLength: this.#message.frameLength }, length);
      return await this.#open(frames, true, length);
    } finally {
      this.dispose();
    }
  }

  dispose(): void {
    this.#message.dispose();
  }

  async #open(count: number, isFinal: boolean, length: number): Promise<Uint8Array> {
    const run = { first: this.#first, count, isFinal };
    const ciphertext = this.#gathered.bytes.subarray(0, length);
    // New memory for each run, because the consumer of the stream keeps it.
    const into = new Uint8Array(count * this.#message.frameLength);
    const plaintext = await openFrames(this.#message, run, ciphertext, into);
    this.#first += count;
    this.#gathered.drop(length);
    return plaintext;
  }
}

/** Collects the chunks of a stream in an array of fixed size. */
export class GatherBuffer {
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  get isFull(): boolean {
    return this.#length === this.#bytes.length;
  }

  /** The collected bytes: a view that is valid until the next call. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Copies as much of the chunk as fits. @returns the rest of the chunk */
  add(chunk: Uint8Array): Uint8Array {
    const taken = chunk.subarray(0, this.#bytes.length - this.#length);
    this.#bytes.set(taken, this.#length);
    this.#length += taken.length;
    return chunk.subarray(taken.length);
  }

  /** Removes the first `count` bytes and moves the others to the front. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

/** Reads big-endian fields in sequence. Byte fields are views of the input, not copies. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #shortfall: (needed: number) => Error;
  #offset = 0;

  /** @param shortfall - creates the error for a field that ends at `needed`, beyond the end of `bytes` */
  constructor(bytes: Uint8Array, shortfall: (needed: number) => Error) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#shortfall = shortfall;
  }

  /** Number of bytes that have been read. */
  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  #advance(length: number): number {
    const start = this.#offset;
    const end = start + length;
    if (end > this.#bytes.length) throw this.#shortfall(end);
    this.#offset = end;
    return start;
  }
}

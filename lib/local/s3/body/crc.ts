import { crc32 } from 'node:zlib';

/** A checksum in progress. */
export interface Digest {
  update(chunk: Uint8Array): void;
  /** Big-endian bytes, as S3 encodes them in base64. */
  digest(): Buffer;
}

/** CRC-32 (ISO-HDLC), by zlib. */
export function createCrc32(): Digest {
  let value = 0;
  return {
    update: (chunk) => {
      value = crc32(chunk, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

/** Polynomials in reflected form, for the tables. */
export const CRC32C_POLYNOMIAL = 0x82f63b78n;
export const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

/** CRC-32C (Castagnoli), eight bytes at a time. */
export function createCrc32c(): Digest {
  return createSlicedCrc(crc32cTables(), 4);
}

/** CRC-64/NVME, eight bytes at a time. */
export function createCrc64Nvme(): Digest {
  return createSlicedCrc(crc64NvmeTables(), 8);
}

/** Eight tables of 256 entries, each entry split into two 32-bit halves (BigInt would be a hundred times slower). */
interface Tables {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

const crc32cTables = once(() => buildTables(CRC32C_POLYNOMIAL));
const crc64NvmeTables = once(() => buildTables(CRC64NVME_POLYNOMIAL));

function buildTables(polynomial: bigint): Tables {
  const polynomialHigh = Number(polynomial >> 32n);
  const polynomialLow = Number(polynomial & 0xffffffffn);
  const high = new Int32Array(2048);
  const low = new Int32Array(2048);
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry) {
        h ^= polynomialHigh;
        l ^= polynomialLow;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  for (let index = 256; index < 2048; index++) {
    const h = high[index - 256] ?? 0;
    const l = low[index - 256] ?? 0;
    high[index] = (h >>> 8) ^ (high[l & 255] ?? 0);
    low[index] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] ?? 0);
  }
  return { high, low };
}

function createSlicedCrc({ high, low }: Tables, size: 4 | 8): Digest {
  let h = size === 8 ? -1 : 0;
  let l = -1;
  return {
    update: (chunk) => {
      const whole = chunk.length & ~7;
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      let index = 0;
      for (; index < whole; index += 8) {
        const a = l ^ view.getInt32(index, true);
        const b = h ^ view.getInt32(index + 4, true);
        const i0 = 1792 | (a & 255);
        const i1 = 1536 | ((a >>> 8) & 255);
        const i2 = 1280 | ((a >>> 16) & 255);
        const i3 = 1024 | (a >>> 24);
        const i4 = 768 | (b & 255);
        const i5 = 512 | ((b >>> 8) & 255);
        const i6 = 256 | ((b >>> 16) & 255);
        const i7 = b >>> 24;
        l =
          at(low, i0) ^
          at(low, i1) ^
          at(low, i2) ^
          at(low, i3) ^
          at(low, i4) ^
          at(low, i5) ^
          at(low, i6) ^
          at(low, i7);
        h =
          at(high, i0) ^
          at(high, i1) ^
          at(high, i2) ^
          at(high, i3) ^
          at(high, i4) ^
          at(high, i5) ^
          at(high, i6) ^
          at(high, i7);
      }
      for (; index < chunk.length; index++) {
        const entry = (l ^ view.getUint8(index)) & 255;
        l = ((l >>> 8) | (h << 24)) ^ at(low, entry);
        h = (h >>> 8) ^ at(high, entry);
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeInt32BE(~h, 0);
      bytes.writeInt32BE(~l, 4);
      return bytes.subarray(8 - size);
    },
  };
}

function at(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

function once<T>(build: () => T): () => T {
  let built: T | undefined;
  return () => {
    built ??= build();
    return built;
  };
}

import { CRC32C_POLYNOMIAL, CRC64NVME_POLYNOMIAL } from './crc.ts';

const CRC32_POLYNOMIAL = 0xedb88320n;

/** Width and polynomial of a CRC. */
const COMBINABLE = {
  CRC32: { bits: 32n, polynomial: CRC32_POLYNOMIAL },
  CRC32C: { bits: 32n, polynomial: CRC32C_POLYNOMIAL },
  CRC64NVME: { bits: 64n, polynomial: CRC64NVME_POLYNOMIAL },
} as const;

/** The algorithms whose full-object value can be computed from those of the parts. */
type CombinableCrc = keyof typeof COMBINABLE;

export function isCombinable(algorithm: string): algorithm is CombinableCrc {
  return algorithm in COMBINABLE;
}

/**
 * The CRC of a concatenation from the CRCs and lengths of its parts (as zlib's `crc32_combine` does): shifting a CRC
 * over n bytes is a multiplication by x^(8n) modulo the polynomial.
 *
 * @param parts - in order; at least one
 */
export function combineCrcs(
  algorithm: CombinableCrc,
  parts: readonly { readonly value: Buffer; readonly size: number }[],
): Buffer {
  const { bits, polynomial } = COMBINABLE[algorithm];
  const shifts = new Map<number, bigint>();
  let joined = 0n;
  for (const part of parts) {
    let shift = shifts.get(part.size);
    if (shift === undefined) {
      shift = powerOfX(8n * BigInt(part.size), bits, polynomial);
      shifts.set(part.size, shift);
    }
    joined = multiply(joined, shift, bits, polynomial) ^ BigInt(`0x${part.value.toString('hex')}`);
  }
  return toBytes(joined, Number(bits / 8n));
}

/** Multiplies two polynomials in reflected form: the highest bit is the coefficient of x^0. */
function multiply(a: bigint, b: bigint, bits: bigint, polynomial: bigint): bigint {
  let product = 0n;
  let factor = b;
  for (let mask = 1n << (bits - 1n); mask > 0n; mask >>= 1n) {
    if (a & mask) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

function powerOfX(exponent: bigint, bits: bigint, polynomial: bigint): bigint {
  let result = 1n << (bits - 1n);
  let square = 1n << (bits - 2n);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(result, square, bits, polynomial);
    square = multiply(square, square, bits, polynomial);
  }
  return result;
}

function toBytes(value: bigint, size: number): Buffer {
  return Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex');
}

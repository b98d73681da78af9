/**
 * Turns an ECDSA signature as KMS gives it into the form that JWS wants.
 *
 * @param der - SEQUENCE of two INTEGERs, r and s (RFC 3279, section 2.2.3)
 * @returns r and s of 32 bytes each, one behind the other (RFC 7518, section 3.4)
 * @throws TypeError where the bytes are not such a sequence
 */
export function joseSignature(der: Uint8Array): Uint8Array {
  // 72 bytes at most for P-256, so every length is one byte.
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new TypeError('not a DER sequence');
  const r = readInteger(der, 2);
  const s = readInteger(der, r.end);
  if (s.end !== der.length) throw new TypeError('bytes after the DER sequence');
  const signature = new Uint8Array(64);
  signature.set(r.value, 32 - r.value.length);
  signature.set(s.value, 64 - s.value.length);
  return signature;
}

/** Integers lose leading zeros in DER, and get one back where the first bit would say that they are negative. */
function readInteger(der: Uint8Array, start: number): { value: Uint8Array; end: number } {
  const length = der[start + 1];
  if (der[start] !== 0x02 || length === undefined || length === 0) throw new TypeError('not a DER integer');
  const end = start + 2 + length;
  const padded = der.subarray(start + 2, end);
  const value = padded[0] === 0 ? padded.subarray(1) : padded;
  if (end > der.length || value.length > 32) throw new TypeError('not an integer of 32 bytes');
  return { value, end };
}

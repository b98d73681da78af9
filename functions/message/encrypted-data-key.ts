import type { ByteReader } from './byte-reader.ts';
import { concatBytes, uint16 } from './bytes.ts';

/**
 * A data key that a key provider has wrapped (structures.md, Encrypted Data Key). The header treats it as opaque.
 */
export interface EncryptedDataKey {
  /** The key namespace, UTF-8. */
  readonly providerId: Uint8Array;
  readonly providerInfo: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/**
 * `u16 length | provider id | u16 length | provider info | u16 length | ciphertext` (message-header.md,
 * Entries).
 */
export function serializeDataKey({ providerId, providerInfo, ciphertext }: EncryptedDataKey): Uint8Array {
  return concatBytes(
    [providerId, providerInfo, ciphertext].flatMap((field) => [uint16(field.length), field]),
  );
}

/** Reads one entry. The fields are views of the input. */
export function readDataKey(reader: ByteReader): EncryptedDataKey {
  return {
    providerId: reader.bytes(reader.uint16()),
    providerInfo: reader.bytes(reader.uint16()),
    ciphertext: reader.bytes(reader.uint16()),
  };
}

import type { ByteReader } from './byte-reader.ts';
import { concatBytes, uint16 } from './bytes.ts';

/**
 * A data key under some provider's wrapping key (structures.md, Encrypted Data Key); opaque to the header.
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

/** Reads one entry; the fields are views. */
export function readDataKey(reader: ByteReader): EncryptedDataKey {
  return {
    providerId: reader.bytes(reader.uint16()),
    providerInfo: reader.bytes(reader.uint16()),
    ciphertext: reader.bytes(reader.uint16()),
  };
}

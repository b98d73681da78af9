type MaybePromise<T> = T | Promise<T>;

/** AES-256-GCM under one key: 12 bytes of IV, 16 bytes of tag. Never two plaintexts under one IV. */
export interface AesGcm {
  /**
   * @param into - receives ciphertext and tag: 16 bytes longer than the plaintext, no memory shared with it
   */
  seal(iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, into: Uint8Array): MaybePromise<void>;
  /**
   * @param sealed - ciphertext and tag
   * @param into - receives the plaintext: 16 bytes shorter than `sealed`, no memory shared with it
   * @returns whether the tag matches; if it does not, what stands in `into` is not to be looked at
   */
  open(iv: Uint8Array, aad: Uint8Array, sealed: Uint8Array, into: Uint8Array): MaybePromise<boolean>;
}

/**
 * The cryptography that a platform lends to the message format. A synchronous one answers with values and an
 * asynchronous one with promises; a run of frames is awaited once, so that the former costs nothing for the
 * latter.
 */
export interface Cipher {
  /** @param key - 32 bytes, used in place: to zero them is to end the use of the result */
  aesGcm(key: Uint8Array): MaybePromise<AesGcm>;
  /** HKDF (RFC 5869) with SHA-512, extract and expand. */
  hkdfSha512(
    secret: Uint8Array,
    salt: Uint8Array,
    info: Uint8Array,
    length: number,
  ): MaybePromise<Uint8Array>;
  /** Cryptographically secure. */
  randomBytes(length: number): Uint8Array;
}

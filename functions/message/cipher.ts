type MaybePromise<T> = T | Promise<T>;

/** AES-256-GCM with one key, 12-byte IVs and 16-byte tags. Two plaintexts must never be sealed with the same IV. */
export interface AesGcm {
  /**
   * @param into - receives ciphertext and tag: 16 bytes longer than the plaintext, must not share memory with it
   */
  seal(iv: Uint8Array, aad: Uint8Array, plaintext: Uint8Array, into: Uint8Array): MaybePromise<void>;
  /**
   * @param sealed - ciphertext and tag
   * @param into - receives the plaintext: 16 bytes shorter than `sealed`, must not share memory with it
   * @returns whether the tag matches. If not, the content of `into` must not be used
   */
  open(iv: Uint8Array, aad: Uint8Array, sealed: Uint8Array, into: Uint8Array): MaybePromise<boolean>;
}

/**
 * The cryptographic functions of a platform. A synchronous implementation returns values, an asynchronous one
 * promises. Callers await a run of frames once, so that synchronous implementations pay nothing for promises.
 */
export interface Cipher {
  /** @param key - 32 bytes. Not copied: zeroing them makes the result unusable */
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

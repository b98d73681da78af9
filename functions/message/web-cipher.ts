import type { Cipher } from './cipher.ts';

/**
 * The cipher of the Web Cryptography API, for browsers and every runtime with `crypto.subtle`. Imported keys are not
 * extractable, and the platform cannot zero them.
 */
export const webCipher: Cipher = {
  async aesGcm(bytes) {
    const key = await crypto.subtle.importKey('raw', unshared(bytes), 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ]);
    const parameters = (iv: Uint8Array, aad: Uint8Array) => ({
      name: 'AES-GCM',
      iv: unshared(iv),
      additionalData: unshared(aad),
      tagLength: 128,
    });
    return {
      async seal(iv, aad, plaintext, into) {
        into.set(new Uint8Array(await crypto.subtle.encrypt(parameters(iv, aad), key, unshared(plaintext))));
      },
      async open(iv, aad, sealed, into) {
        try {
          into.set(new Uint8Array(await crypto.subtle.decrypt(parameters(iv, aad), key, unshared(sealed))));
          return true;
        } catch (error) {
          // A tag that does not match causes an OperationError (Web Cryptography, AES-GCM decrypt).
          if (error instanceof DOMException && error.name === 'OperationError') return false;
          throw error;
        }
      },
    };
  },

  async hkdfSha512(secret, salt, info, length) {
    const key = await crypto.subtle.importKey('raw', unshared(secret), 'HKDF', false, ['deriveBits']);
    const parameters = { name: 'HKDF', hash: 'SHA-512', salt: unshared(salt), info: unshared(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8));
  },

  randomBytes(length) {
    return crypto.getRandomValues(new Uint8Array(length));
  },
};

/** Web Cryptography refuses shared memory. Copies bytes from a SharedArrayBuffer and returns all others unchanged. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(bytes);
}

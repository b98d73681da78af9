import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Cipher } from '#message';

const AES_256_GCM = 'aes-256-gcm';
const TAG_LENGTH = 16;
const OPTIONS = { authTagLength: TAG_LENGTH };

/**
 * `update` cannot write into memory at hand: it allocates each result anew. In slices that stay in the
 * second-level cache, copied and freed at once, that is half as fast again as one large result a frame, which
 * the garbage collector has to find before its memory is used again.
 */
const SLICE_LENGTH = 256 * 1024;

/** The cipher of `node:crypto`; synchronous. */
export const nodeCipher: Cipher = {
  aesGcm(key) {
    return {
      seal(iv, aad, plaintext, into) {
        const cipher = createCipheriv(AES_256_GCM, key, iv, OPTIONS).setAAD(aad);
        updateInto(cipher, plaintext, into);
        cipher.final();
        into.set(cipher.getAuthTag(), plaintext.length);
      },
      open(iv, aad, sealed, into) {
        const decipher = createDecipheriv(AES_256_GCM, key, iv, OPTIONS).setAAD(aad);
        decipher.setAuthTag(sealed.subarray(into.length));
        updateInto(decipher, sealed.subarray(0, into.length), into);
        try {
          decipher.final();
        } catch {
          // lengths and state were right until here: the tag is all that it can object to
          return false;
        }
        return true;
      },
    };
  },

  hkdfSha512(secret, salt, info, length) {
    return new Uint8Array(hkdfSync('sha512', secret, salt, info, length));
  },

  randomBytes,
};

function updateInto(
  cipher: { update(input: Uint8Array): Buffer<ArrayBuffer> },
  from: Uint8Array,
  into: Uint8Array,
): void {
  for (let offset = 0; offset < from.length; offset += SLICE_LENGTH) {
    const result = cipher.update(from.subarray(offset, offset + SLICE_LENGTH));
    into.set(result, offset);
    // detached, its memory is free for the next slice without a garbage collection; unless others have a part
    // of it
    if (result.buffer.byteLength === result.byteLength) result.buffer.transfer(0);
  }
}

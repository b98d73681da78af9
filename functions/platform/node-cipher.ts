import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Cipher } from '#message';

const AES_256_GCM = 'aes-256-gcm';
const TAG = { authTagLength: 16 };

/** The cipher of `node:crypto`: synchronous, and one call into it for the whole content of a frame. */
export const nodeCipher: Cipher = {
  aesGcm(key) {
    return {
      seal(iv, aad, plaintext) {
        const cipher = createCipheriv(AES_256_GCM, key, iv, TAG).setAAD(aad);
        const ciphertext = cipher.update(plaintext);
        cipher.final();
        return [ciphertext, cipher.getAuthTag()];
      },
      open(iv, aad, sealed) {
        const decipher = createDecipheriv(AES_256_GCM, key, iv, TAG).setAAD(aad);
        const contentLength = sealed.length - TAG.authTagLength;
        decipher.setAuthTag(sealed.subarray(contentLength));
        const plaintext = decipher.update(sealed.subarray(0, contentLength));
        try {
          decipher.final();
        } catch {
          // with the lengths fixed above, the tag is all that final() can object to
          plaintext.fill(0);
          return undefined;
        }
        return plaintext;
      },
    };
  },

  hkdfSha512(secret, salt, info, length) {
    return new Uint8Array(hkdfSync('sha512', secret, salt, info, length));
  },

  randomBytes,
};

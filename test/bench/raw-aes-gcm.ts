import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';

/** The least that `node:crypto` does for one frame, without a message format. */
export interface RawFrame {
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** Seals the plaintext frame by frame. The frames are kept, because an upload must keep them too. */
export function rawSeal(
  key: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
  frameLength: number,
): RawFrame[] {
  const frames: RawFrame[] = [];
  for (let offset = 0; offset < plaintext.length; offset += frameLength) {
    const iv = Buffer.alloc(12);
    iv.writeUInt32BE(frames.length + 1, 8);
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(aad);
    const ciphertext = cipher.update(plaintext.subarray(offset, offset + frameLength));
    cipher.final();
    frames.push({ iv, ciphertext, tag: cipher.getAuthTag() });
  }
  return frames;
}

/** Opens frames one by one. */
export function rawOpen(key: Uint8Array, aad: Uint8Array, frames: readonly RawFrame[]): Uint8Array[] {
  return frames.map(({ iv, ciphertext, tag }) => {
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag);
    const plaintext = decipher.update(ciphertext);
    decipher.final();
    return plaintext;
  });
}

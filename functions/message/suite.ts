import { concatBytes, utf8 } from './bytes.ts';
import type { AesGcm, Cipher } from './cipher.ts';

/**
 * The only supported algorithm suite: `ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY`, 0x0478 (algorithm-suites.md,
 * Supported Algorithm Suites Enum). A message cannot select another.
 */
export const SUITE_ID = Uint8Array.of(0x04, 0x78);

export const KEY_LENGTH = 32;
export const IV_LENGTH = 12;
export const TAG_LENGTH = 16;
export const MESSAGE_ID_LENGTH = 32;
/** Length of the Algorithm Suite Data, which is the commit key. */
export const COMMITMENT_LENGTH = 32;

const DERIVE_INFO = concatBytes([SUITE_ID, utf8('DERIVEKEY')]);
const COMMIT_INFO = utf8('COMMITKEY');

/** The header tag has an IV of zeros and an empty plaintext (message-header.md, Header Authentication Version 2.0). */
export const HEADER_IV = new Uint8Array(IV_LENGTH);
export const NOTHING = new Uint8Array(0);

/** The key of one message, for its header tag and its frames. */
export interface MessageKey {
  /** 32 bytes. The owner of the key must zero them. */
  readonly bytes: Uint8Array;
  readonly gcm: AesGcm;
}

/**
 * Derives the key of a message from its data key (encrypt.md, Get the encryption materials).
 *
 * @param dataKey - 32 bytes
 * @param messageId - 32 bytes
 */
export async function deriveMessageKey(
  cipher: Cipher,
  dataKey: Uint8Array,
  messageId: Uint8Array,
): Promise<MessageKey> {
  const bytes = await cipher.hkdfSha512(dataKey, messageId, DERIVE_INFO, KEY_LENGTH);
  return { bytes, gcm: await cipher.aesGcm(bytes) };
}

/**
 * Derives the commit key, which binds the header to one data key (algorithm-suites.md, Commit Key).
 */
export async function deriveCommitment(
  cipher: Cipher,
  dataKey: Uint8Array,
  messageId: Uint8Array,
): Promise<Uint8Array> {
  return await cipher.hkdfSha512(dataKey, messageId, COMMIT_INFO, COMMITMENT_LENGTH);
}

import { concatBytes, utf8 } from './bytes.ts';
import type { AesGcm, Cipher } from './cipher.ts';

/**
 * The one algorithm suite: `ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY`, 0x0478 (algorithm-suites.md, Supported
 * Algorithm Suites Enum). Nothing stored ever chooses another.
 */
export const SUITE_ID = Uint8Array.of(0x04, 0x78);

export const KEY_LENGTH = 32;
export const IV_LENGTH = 12;
export const TAG_LENGTH = 16;
export const MESSAGE_ID_LENGTH = 32;
/** Algorithm Suite Data: the commit key. */
export const COMMITMENT_LENGTH = 32;

const DERIVE_INFO = concatBytes([SUITE_ID, utf8('DERIVEKEY')]);
const COMMIT_INFO = utf8('COMMITKEY');

/**
 * message-header.md, Header Authentication Version 2.0: the tag of the header has an IV of zeros and encrypts
 * nothing.
 */
export const HEADER_IV = new Uint8Array(IV_LENGTH);
export const NOTHING = new Uint8Array(0);

/** The key of one message: of its header's tag and of its frames. */
export interface MessageKey {
  /** Whoever holds the key zeroes them. */
  readonly bytes: Uint8Array;
  readonly gcm: AesGcm;
}

/**
 * Derives a message's key from the data key that the header carries (encrypt.md, Get the encryption
 * materials).
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
 * The commit key, which stands in the header and binds it to one data key (algorithm-suites.md, Commit Key).
 */
export async function deriveCommitment(
  cipher: Cipher,
  dataKey: Uint8Array,
  messageId: Uint8Array,
): Promise<Uint8Array> {
  return await cipher.hkdfSha512(dataKey, messageId, COMMIT_INFO, COMMITMENT_LENGTH);
}

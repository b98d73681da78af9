import { concatBytes, utf8 } from './bytes.ts';
import type { Cipher } from './cipher.ts';

/**
 * The one algorithm suite: `ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY`, 0x0478 (algorithm-suites.md, Supported Algorithm
 * Suites Enum). Nothing stored ever chooses another.
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

/** The key of header tag and frames, from the data key that the header carries (transitive: HKDF Encryption Key). */
export async function deriveMessageKey(
  cipher: Cipher,
  dataKey: Uint8Array,
  messageId: Uint8Array,
): Promise<Uint8Array> {
  return await cipher.hkdfSha512(dataKey, messageId, DERIVE_INFO, KEY_LENGTH);
}

/** The commit key, which stands in the header and binds it to one data key (algorithm-suites.md, Commit Key). */
export async function deriveCommitment(
  cipher: Cipher,
  dataKey: Uint8Array,
  messageId: Uint8Array,
): Promise<Uint8Array> {
  return await cipher.hkdfSha512(dataKey, messageId, COMMIT_INFO, COMMITMENT_LENGTH);
}

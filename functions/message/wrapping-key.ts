import { concatBytes, equalBytes, uint32, utf8 } from './bytes.ts';
import type { Cipher } from './cipher.ts';
import type { EncryptedDataKey } from './encrypted-data-key.ts';
import { MessageError } from './errors.ts';
import { IV_LENGTH, KEY_LENGTH, TAG_LENGTH } from './suite.ts';

/** The key that wraps the data key of a message, as in the official raw AES keyring. In the vault it is the file key. */
export interface WrappingKey {
  /** 32 bytes. The caller must zero them. */
  readonly bytes: Uint8Array;
  /** Must not begin with `aws-kms` (raw-aes-keyring.md, Changelog 0.3.0). */
  readonly namespace: string;
  readonly name: string;
}

/** The bits of the tag and the bytes of the IV, after the key name (raw-aes-keyring.md, Key Provider Information). */
const PROVIDER_INFO_LENGTHS = concatBytes([uint32(TAG_LENGTH * 8), uint32(IV_LENGTH)]);

/**
 * Wraps a data key with the suite `AES256_GCM_IV12_TAG16_NO_PADDING` (raw-aes-keyring.md, OnEncrypt).
 *
 * @param aad - the serialized encryption context
 * @throws RangeError for a wrapping key that the format does not allow
 */
export async function wrapDataKey(
  cipher: Cipher,
  wrappingKey: WrappingKey,
  dataKey: Uint8Array,
  aad: Uint8Array,
): Promise<EncryptedDataKey> {
  const { providerId, name } = checked(wrappingKey);
  const iv = cipher.randomBytes(IV_LENGTH);
  const ciphertext = new Uint8Array(dataKey.length + TAG_LENGTH);
  const gcm = await cipher.aesGcm(wrappingKey.bytes);
  await gcm.seal(iv, aad, dataKey, ciphertext);
  return { providerId, providerInfo: concatBytes([name, PROVIDER_INFO_LENGTHS, iv]), ciphertext };
}

/**
 * Unwraps a data key (raw-aes-keyring.md, OnDecrypt). Tries each entry that has the namespace, the exact key name and
 * the lengths of the wrapping suite. (Some SDKs only compare prefixes of the name.)
 *
 * @returns 32 bytes that the caller must zero
 * @throws MessageError `no-matching-data-key`, `data-key-not-authentic`
 */
export async function unwrapDataKey(
  cipher: Cipher,
  wrappingKey: WrappingKey,
  candidates: readonly EncryptedDataKey[],
  aad: Uint8Array,
): Promise<Uint8Array> {
  const { providerId, name } = checked(wrappingKey);
  const prefix = concatBytes([name, PROVIDER_INFO_LENGTHS]);
  const ours = candidates.filter(
    (candidate) =>
      equalBytes(candidate.providerId, providerId) &&
      candidate.providerInfo.length === prefix.length + IV_LENGTH &&
      equalBytes(candidate.providerInfo.subarray(0, prefix.length), prefix) &&
      candidate.ciphertext.length === KEY_LENGTH + TAG_LENGTH,
  );
  if (ours.length === 0) throw new MessageError('no-matching-data-key');
  const gcm = await cipher.aesGcm(wrappingKey.bytes);
  const dataKey = new Uint8Array(KEY_LENGTH);
  for (const { providerInfo, ciphertext } of ours) {
    if (await gcm.open(providerInfo.subarray(prefix.length), aad, ciphertext, dataKey)) return dataKey;
  }
  dataKey.fill(0);
  throw new MessageError('data-key-not-authentic');
}

function checked({ bytes, namespace, name }: WrappingKey) {
  const providerId = utf8(namespace);
  const nameBytes = utf8(name);
  if (bytes.length !== KEY_LENGTH) throw new RangeError('A wrapping key must have 32 bytes');
  if (!namespace.isWellFormed() || !name.isWellFormed())
    throw new RangeError('The namespace and the name of a key must be well-formed Unicode');
  if (providerId.length === 0 || providerId.length > 0xffff || namespace.startsWith('aws-kms'))
    throw new RangeError('A key namespace must have 1 to 65535 bytes and must not begin with aws-kms');
  if (nameBytes.length === 0 || nameBytes.length + PROVIDER_INFO_LENGTHS.length + IV_LENGTH > 0xffff)
    throw new RangeError('A key name must have 1 to 65515 bytes');
  return { providerId, name: nameBytes };
}

import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  MultiKeyringNode,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { EncryptionContext, WrappingKey } from '#message';

/** What the SDK would choose by itself is suite 0578 and frames of 4096 bytes. */
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;

const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/** Encrypts with the official JavaScript SDK; the first key generates the data key, all of them wrap it. */
export async function officialEncrypt(
  wrappingKeys: readonly WrappingKey[],
  plaintext: Uint8Array,
  options: { readonly frameLength: number; readonly encryptionContext: EncryptionContext },
): Promise<Uint8Array> {
  const [generator, ...children] = wrappingKeys.map(rawAesKeyring);
  if (!generator) throw new RangeError('One wrapping key at the least');
  const keyring = new MultiKeyringNode({ generator, children });
  const { result } = await client.encrypt(keyring, plaintext, { suiteId: SUITE, ...options });
  return result;
}

/** Decrypts with the official JavaScript SDK. */
export async function officialDecrypt(wrappingKey: WrappingKey, message: Uint8Array) {
  return await client.decrypt(rawAesKeyring(wrappingKey), Buffer.from(message));
}

/**
 * Sorting of contexts is left at the keyring's default on purpose: what we write has to be readable without
 * advice.
 */
function rawAesKeyring({ namespace, name, bytes }: WrappingKey): RawAesKeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: namespace,
    keyName: name,
    // the SDK demands memory that nothing else shares
    unencryptedMasterKey: Uint8Array.from(bytes),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}

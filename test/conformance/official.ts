import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  MultiKeyringNode,
  RawAesKeyringNode,
  RawAesWrappingSuiteIdentifier,
} from '@aws-crypto/client-node';
import type { EncryptionContext, WrappingKey } from '#message';

/** The default of the SDK is suite 0578, which signs. */
const SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY;

const client = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/** Encrypts with the official JavaScript SDK. The first key generates the data key, and all keys wrap it. */
export async function officialEncrypt(
  wrappingKeys: readonly WrappingKey[],
  plaintext: Uint8Array,
  options: { readonly frameLength: number; readonly encryptionContext: EncryptionContext },
): Promise<Uint8Array> {
  const [generator, ...children] = wrappingKeys.map(rawAesKeyring);
  if (!generator) throw new RangeError('At least one wrapping key is required');
  const keyring = new MultiKeyringNode({ generator, children });
  const { result } = await client.encrypt(keyring, plaintext, { suiteId: SUITE, ...options });
  return result;
}

/** Decrypts with the official JavaScript SDK. */
export async function officialDecrypt(wrappingKey: WrappingKey, message: Uint8Array) {
  return await client.decrypt(rawAesKeyring(wrappingKey), Buffer.from(message));
}

/**
 * Uses the default order of contexts, because our messages must be readable by SDKs with default settings.
 */
function rawAesKeyring({ namespace, name, bytes }: WrappingKey): RawAesKeyringNode {
  return new RawAesKeyringNode({
    keyNamespace: namespace,
    keyName: name,
    // The SDK requires a key with its own memory.
    unencryptedMasterKey: Uint8Array.from(bytes),
    wrappingSuite: RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  });
}

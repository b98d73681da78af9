import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';

/** Encrypts the secrets of second factors, each for its user alone. */
export interface SecretSealer {
  seal(user: string, secret: Uint8Array): Promise<Uint8Array>;
  open(user: string, sealed: Uint8Array): Promise<Uint8Array>;
}

/**
 * A sealer that has KMS do it. The user is in the encryption context, so that a secret that is copied into another account's row
 * does not open.
 *
 * @param KeyId - ARN of a symmetric key
 */
export function createSecretSealer(kms: KMSClient, KeyId: string): SecretSealer {
  const EncryptionContext = (user: string) => ({ 'encrypt5:user': user });
  return {
    async seal(user, Plaintext) {
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext, EncryptionContext: EncryptionContext(user) }),
      );
      if (CiphertextBlob === undefined) throw new Error('KMS gave no ciphertext');
      return CiphertextBlob;
    },
    async open(user, CiphertextBlob) {
      const { Plaintext } = await kms.send(
        new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: EncryptionContext(user) }),
      );
      if (Plaintext === undefined) throw new Error('KMS gave no plaintext');
      return Plaintext;
    },
  };
}

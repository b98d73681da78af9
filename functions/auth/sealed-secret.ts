import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';

/** Encrypts the secrets of two-factor authentication, bound to the user. */
export interface SecretSealer {
  seal(user: string, secret: Uint8Array): Promise<Uint8Array>;
  open(user: string, sealed: Uint8Array): Promise<Uint8Array>;
}

/**
 * Creates a sealer that uses KMS. The encryption context contains the user, so that a secret cannot be opened after it is copied
 * to another account.
 *
 * @param KeyId - ARN of a symmetric KMS key
 */
export function createSecretSealer(kms: KMSClient, KeyId: string): SecretSealer {
  const EncryptionContext = (user: string) => ({ 'encrypt5:user': user });
  return {
    async seal(user, Plaintext) {
      const { CiphertextBlob } = await kms.send(
        new EncryptCommand({ KeyId, Plaintext, EncryptionContext: EncryptionContext(user) }),
      );
      if (CiphertextBlob === undefined) throw new Error('KMS returned no ciphertext');
      return CiphertextBlob;
    },
    async open(user, CiphertextBlob) {
      const { Plaintext } = await kms.send(
        new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: EncryptionContext(user) }),
      );
      if (Plaintext === undefined) throw new Error('KMS returned no plaintext');
      return Plaintext;
    },
  };
}

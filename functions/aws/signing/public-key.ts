import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, exportJWK, importSPKI, type JWK } from 'jose';

/** The public half of a signing key, with its thumbprint as `kid` (RFC 7638). */
export type PublicKey = JWK & { kid: string };

/**
 * Reads the public half of a KMS signing key once and keeps it: it never changes as long as the key exists.
 *
 * @param keyId - ARN of an asymmetric key, ECC_NIST_P256
 */
export function publicKeyReader(kms: KMSClient, keyId: string): () => Promise<PublicKey> {
  let known: Promise<PublicKey> | undefined;
  return async () => {
    known ??= readPublicKey(kms, keyId);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

async function readPublicKey(kms: KMSClient, KeyId: string): Promise<PublicKey> {
  const { PublicKey: der } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  if (der === undefined) throw new Error('KMS gave no public key');
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PUBLIC KEY-----`;
  const jwk = await exportJWK(await importSPKI(pem, 'ES256', { extractable: true }));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

import { createHash } from 'node:crypto';
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { joseSignature } from './ecdsa-signature.ts';
import type { PublicKey } from './public-key.ts';

/** The issuer of everything that the vault signs (RFC 7519, section 4.1.1). */
export const ISSUER = 'encrypt5';

/** A KMS key that signs. */
export interface SigningKey {
  readonly kms: KMSClient;
  /** ARN of an asymmetric key, ECC_NIST_P256. */
  readonly keyId: string;
  readonly readPublicKey: () => Promise<PublicKey>;
}

/**
 * Signs claims with ES256, the signature made inside KMS.
 *
 * @param typ - what the claims are, so that no signature can be taken for another (RFC 8725, section 3.11)
 * @returns a JWS in compact form (RFC 7515, section 7.1)
 */
export async function signJws(
  { kms, keyId, readPublicKey }: SigningKey,
  typ: string,
  claims: object,
): Promise<string> {
  const { kid } = await readPublicKey();
  const input = `${encode({ alg: 'ES256', typ, kid })}.${encode(claims)}`;
  const { Signature } = await kms.send(
    new SignCommand({
      KeyId: keyId,
      // KMS takes no message above 4096 bytes, and any digest.
      Message: createHash('sha256').update(input).digest(),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    }),
  );
  if (Signature === undefined) throw new Error('KMS gave no signature');
  return `${input}.${Buffer.from(joseSignature(Signature)).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

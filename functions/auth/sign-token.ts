import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { ACCESS_TOKEN_SECONDS, AUDIENCE, ISSUER, type PublicKey, TOKEN_TYPE } from '#platform';
import { joseSignature } from './ecdsa-signature.ts';

/** Makes an access token for a session. */
export type TokenSigner = (user: string, session: string) => Promise<string>;

export interface TokenSignerDependencies {
  readonly kms: KMSClient;
  /** ARN of the signing key. */
  readonly keyId: string;
  readonly readPublicKey: () => Promise<PublicKey>;
  readonly now: () => Date;
}

/** The signer of access tokens: JWS with ES256 (RFC 7515, section 5.1), the signature made inside KMS. */
export function createTokenSigner({ kms, keyId, readPublicKey, now }: TokenSignerDependencies): TokenSigner {
  return async (user, session) => {
    const iat = Math.floor(now().getTime() / 1000);
    const header = { alg: 'ES256', typ: TOKEN_TYPE, kid: (await readPublicKey()).kid };
    const claims = {
      iss: ISSUER,
      aud: AUDIENCE,
      sub: user,
      sid: session,
      iat,
      exp: iat + ACCESS_TOKEN_SECONDS,
    };
    const input = `${encode(header)}.${encode(claims)}`;
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: Buffer.from(input),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined) throw new Error('KMS gave no signature');
    return `${input}.${Buffer.from(joseSignature(Signature)).toString('base64url')}`;
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

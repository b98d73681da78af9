import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const boundActions = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * The KMS keys, one for each role, so that no function can do two jobs.
 *
 * - `wrapping` wraps the file keys. Its policy refuses every use without the file and the owner in the encryption
 *   context, whatever a role allows: a wrapped key can't be used for another file, and CloudTrail names the file.
 * - `tokens` signs access tokens (ES256).
 * - `receipts` signs receipts of deletion (ES256).
 */
export class Keys extends Construct {
  readonly wrapping: Key;
  readonly tokens: Key;
  readonly receipts: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.wrapping = new Key(this, 'Wrapping', {
      description: 'Encrypt5: wraps the key of every file',
      multiRegion: true,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const name of ['encrypt5:file', 'encrypt5:owner']) {
      this.wrapping.addToResourcePolicy(
        new PolicyStatement({
          sid: `Require${name.endsWith('file') ? 'File' : 'Owner'}InContext`,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: boundActions,
          resources: ['*'],
          conditions: { Null: { [`kms:EncryptionContext:${name}`]: 'true' } },
        }),
      );
    }
    this.tokens = signingKey(this, 'Tokens', 'signs access tokens');
    this.receipts = signingKey(this, 'Receipts', 'signs receipts of deletion');
  }

  /** Making and unwrapping file keys. */
  grantWrapping(grantee: IGrantable): void {
    this.wrapping.grant(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  /** Signing with a key of that name, and reading its public key. */
  grantSigning(key: 'tokens' | 'receipts', grantee: IGrantable): void {
    this[key].grant(grantee, 'kms:Sign', 'kms:GetPublicKey');
  }

  /** Reading the public key that access tokens are verified with. */
  grantVerifying(grantee: IGrantable): void {
    this.tokens.grant(grantee, 'kms:GetPublicKey');
  }
}

function signingKey(scope: Construct, id: string, purpose: string): Key {
  return new Key(scope, id, {
    description: `Encrypt5: ${purpose}`,
    keySpec: KeySpec.ECC_NIST_P256,
    keyUsage: KeyUsage.SIGN_VERIFY,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

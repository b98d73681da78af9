import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const requiredContext = ['encrypt5:file', 'encrypt5:owner'];
const contextActions = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * The KMS keys. Each has one purpose, so that a function gets only the right that it needs.
 *
 * - `wrapping` wraps the file keys. Its key policy denies every use without the file and the owner in the encryption context,
 *   even if a role allows it. So a wrapped key works for one file only, and CloudTrail records which file it was. The settings
 *   can add other KMS wrapping keys. Their owners write the key policies of those.
 * - `secondFactors` encrypts the secrets of two-factor authentication (2FA), bound to the user. A copy of the table is not enough
 *   to generate codes.
 * - `tokens` signs access tokens (ES256). The settings can replace it with another key.
 * - `receipts` signs deletion receipts and history heads (ES256).
 */
export class Keys extends Construct {
  readonly wrapping: Key;
  /** ARNs of all KMS wrapping keys, including the stack's own. */
  readonly wrappingKeys: readonly string[];
  /** ARN of the KMS wrapping key for new files. */
  readonly currentWrappingKey: string;
  readonly secondFactors: Key;
  /** ARN of the key that signs access tokens. */
  readonly currentTokensKey: string;
  readonly receipts: Key;

  constructor(
    scope: Construct,
    id: string,
    settings: Pick<Settings, 'wrappingKeys' | 'wrappingKey' | 'tokensKey'>,
  ) {
    super(scope, id);
    this.wrapping = new Key(this, 'Wrapping', {
      description: 'Encrypt5: wraps file keys',
      multiRegion: true,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const name of requiredContext) {
      this.wrapping.addToResourcePolicy(
        new PolicyStatement({
          sid: `Require${name.endsWith('file') ? 'File' : 'Owner'}InContext`,
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: contextActions,
          resources: ['*'],
          conditions: { Null: { [`kms:EncryptionContext:${name}`]: 'true' } },
        }),
      );
    }
    this.secondFactors = new Key(this, 'SecondFactors', {
      description: 'Encrypt5: encrypts the secrets of two-factor authentication',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.wrappingKeys = [this.wrapping.keyArn, ...settings.wrappingKeys];
    this.currentWrappingKey = settings.wrappingKey ?? this.wrapping.keyArn;
    const tokens = signingKey(this, 'Tokens', 'signs access tokens');
    this.currentTokensKey = settings.tokensKey ?? tokens.keyArn;
    this.receipts = signingKey(this, 'Receipts', 'signs deletion receipts and history heads');
  }

  /** Grants generating and unwrapping file keys. */
  grantWrapping(grantee: IGrantable): void {
    this.grantWithContext(grantee, ['kms:GenerateDataKey'], [this.currentWrappingKey]);
    this.grantWithContext(grantee, ['kms:Decrypt'], this.wrappingKeys);
  }

  /** Grants re-wrapping file keys under another KMS wrapping key. The grantee never sees a file key in plaintext. */
  grantRewrapping(grantee: IGrantable): void {
    this.grantWithContext(grantee, ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], this.wrappingKeys);
  }

  /**
   * Grants actions on condition that file and owner are in the encryption context. The condition is repeated here because the
   * key policies of keys outside the stack may lack it.
   */
  private grantWithContext(grantee: IGrantable, actions: string[], resourceArns: readonly string[]): void {
    const present = requiredContext.map((name) => [`kms:EncryptionContext:${name}`, 'false']);
    const conditions = { Null: Object.fromEntries(present) };
    Grant.addToPrincipal({ grantee, actions, resourceArns: [...resourceArns], conditions });
  }

  /** Grants encrypting and decrypting 2FA secrets, on condition that the user is in the encryption context. */
  grantSecondFactors(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Encrypt', 'kms:Decrypt'],
      resourceArns: [this.secondFactors.keyArn],
      conditions: { Null: { 'kms:EncryptionContext:encrypt5:user': 'false' } },
    });
  }

  /** Grants signing with a key, and reading its public key. */
  grantSigning(key: 'tokens' | 'receipts', grantee: IGrantable): void {
    const arn = key === 'tokens' ? this.currentTokensKey : this.receipts.keyArn;
    Grant.addToPrincipal({ grantee, actions: ['kms:Sign', 'kms:GetPublicKey'], resourceArns: [arn] });
  }

  /** Grants reading the public key that verifies the signatures of `receipts`. */
  grantVerifying(grantee: IGrantable): void {
    this.receipts.grant(grantee, 'kms:GetPublicKey');
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

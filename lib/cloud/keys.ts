import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const boundContext = ['encrypt5:file', 'encrypt5:owner'];
const boundActions = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * The KMS keys, one for each role, so that no function can do two jobs.
 *
 * - `wrapping` wraps the file keys. Its policy refuses every use without the file and the owner in the encryption
 *   context, whatever a role allows: a wrapped key can't be used for another file, and CloudTrail names the file.
 *   The settings may name other keys that wrap file keys, too; their policies are their owners'.
 * - `secondFactors` encrypts the secrets of second factors, each for its user: a copy of the table makes nobody's codes.
 * - `tokens` signs access tokens (ES256); the settings may put another key in its place.
 * - `receipts` signs receipts of deletion and heads of histories (ES256).
 */
export class Keys extends Construct {
  readonly wrapping: Key;
  /** ARNs of all keys that may wrap file keys; the stack's own is always one. */
  readonly wrappingKeys: readonly string[];
  /** The one for new files. */
  readonly currentWrappingKey: string;
  readonly secondFactors: Key;
  /** ARN of the one that signs access tokens. */
  readonly currentTokensKey: string;
  readonly receipts: Key;

  constructor(
    scope: Construct,
    id: string,
    settings: Pick<Settings, 'wrappingKeys' | 'wrappingKey' | 'tokensKey'>,
  ) {
    super(scope, id);
    this.wrapping = new Key(this, 'Wrapping', {
      description: 'Encrypt5: wraps the key of every file',
      multiRegion: true,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const name of boundContext) {
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
    this.secondFactors = new Key(this, 'SecondFactors', {
      description: 'Encrypt5: encrypts the secrets of second factors',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.wrappingKeys = [this.wrapping.keyArn, ...settings.wrappingKeys];
    this.currentWrappingKey = settings.wrappingKey ?? this.wrapping.keyArn;
    const tokens = signingKey(this, 'Tokens', 'signs access tokens');
    this.currentTokensKey = settings.tokensKey ?? tokens.keyArn;
    this.receipts = signingKey(this, 'Receipts', 'signs receipts of deletion and heads of histories');
  }

  /** Making and unwrapping file keys. */
  grantWrapping(grantee: IGrantable): void {
    this.grantBound(grantee, ['kms:GenerateDataKey'], [this.currentWrappingKey]);
    this.grantBound(grantee, ['kms:Decrypt'], this.wrappingKeys);
  }

  /** Wrapping file keys under another of the keys, without ever seeing one. */
  grantRewrapping(grantee: IGrantable): void {
    this.grantBound(grantee, ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], this.wrappingKeys);
  }

  /** Grants nothing without file and owner in the encryption context: the policies of others' keys may not ask for it. */
  private grantBound(grantee: IGrantable, actions: string[], resourceArns: readonly string[]): void {
    const present = boundContext.map((name) => [`kms:EncryptionContext:${name}`, 'false']);
    const conditions = { Null: Object.fromEntries(present) };
    Grant.addToPrincipal({ grantee, actions, resourceArns: [...resourceArns], conditions });
  }

  /** Encrypting and decrypting the secrets of second factors, never without the user in the encryption context. */
  grantSecondFactors(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['kms:Encrypt', 'kms:Decrypt'],
      resourceArns: [this.secondFactors.keyArn],
      conditions: { Null: { 'kms:EncryptionContext:encrypt5:user': 'false' } },
    });
  }

  /** Signing with a key of that name, and reading its public key. */
  grantSigning(key: 'tokens' | 'receipts', grantee: IGrantable): void {
    const arn = key === 'tokens' ? this.currentTokensKey : this.receipts.keyArn;
    Grant.addToPrincipal({ grantee, actions: ['kms:Sign', 'kms:GetPublicKey'], resourceArns: [arn] });
  }

  /** Reading the public key with which something is verified that `receipts` signed. */
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

import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  Grant,
  type IGrantable,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

const common: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** The IAM actions of each right: on the objects of a bucket, or on the bucket itself. */
const rights = {
  read: { object: ['s3:GetObject'], bucket: [] },
  readVersion: { object: ['s3:GetObjectVersion'], bucket: [] },
  write: { object: ['s3:PutObject'], bucket: [] },
  listParts: { object: ['s3:ListMultipartUploadParts'], bucket: [] },
  abort: { object: ['s3:AbortMultipartUpload'], bucket: [] },
  delete: { object: ['s3:DeleteObject'], bucket: [] },
  deleteVersion: { object: ['s3:DeleteObjectVersion'], bucket: [] },
  list: { object: [], bucket: ['s3:ListBucket'] },
  listVersions: { object: [], bucket: ['s3:ListBucketVersions'] },
  listUploads: { object: [], bucket: ['s3:ListBucketMultipartUploads'] },
} as const satisfies Record<string, { object: readonly string[]; bucket: readonly string[] }>;

export type BucketRight = keyof typeof rights;

export interface StorageProps {
  /** The queue that S3 sends an event to for each new object in `staging`. */
  readonly arrivals: Queue;
  /**
   * The address of the page, for CORS. If it is undefined, every origin is allowed: the signed URL authorizes an upload, CORS only
   * lets a browser use it.
   */
  readonly siteUrl: string | undefined;
}

/**
 * The buckets.
 *
 * - `staging` holds uploaded plaintext for minutes, `outbox` decrypted copies for minutes. Neither is versioned.
 * - `vault` holds ciphertext only. It is versioned, so that no object is lost when it is overwritten or deleted.
 */
export class Storage extends Construct {
  readonly staging: Bucket;
  readonly vault: Bucket;
  readonly outbox: Bucket;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    const abandoned = { abortIncompleteMultipartUploadAfter: Duration.days(7) };
    this.staging = new Bucket(this, 'Staging', {
      ...common,
      encryption: BucketEncryption.KMS_MANAGED,
      bucketKeyEnabled: true,
      lifecycleRules: [{ ...abandoned, expiration: Duration.days(7) }],
      cors: [
        {
          allowedOrigins: [props.siteUrl === undefined ? '*' : new URL(props.siteUrl).origin],
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
          exposedHeaders: ['ETag'],
          maxAge: 3600,
        },
      ],
    });
    this.outbox = new Bucket(this, 'Outbox', {
      ...common,
      encryption: BucketEncryption.KMS_MANAGED,
      bucketKeyEnabled: true,
      lifecycleRules: [{ ...abandoned, expiration: Duration.days(2) }],
    });
    this.vault = new Bucket(this, 'Vault', {
      ...common,
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [{ ...abandoned, noncurrentVersionExpiration: Duration.days(30) }],
    });
    for (const bucket of [this.staging, this.outbox, this.vault]) denyForeignKeys(bucket);
    this.reportArrivals(props.arrivals);
  }

  /** Grants exactly the named rights on one bucket. */
  grant(bucket: 'staging' | 'vault' | 'outbox', grantee: IGrantable, ...names: BucketRight[]): void {
    const { bucketArn } = this[bucket];
    const objectActions = names.flatMap((name) => [...rights[name].object]);
    const bucketActions = names.flatMap((name) => [...rights[name].bucket]);
    if (objectActions.length > 0)
      Grant.addToPrincipal({ grantee, actions: objectActions, resourceArns: [`${bucketArn}/*`] });
    if (bucketActions.length > 0)
      Grant.addToPrincipal({ grantee, actions: bucketActions, resourceArns: [bucketArn] });
  }

  /** Sends S3 events to a queue. This sets the property of the bucket directly: the CDK's helper would add a Lambda function. */
  private reportArrivals(queue: Queue): void {
    const allowed = queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ArrivalsFromS3',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        // The condition names the account. The ARN of the bucket would be a circular dependency, as the bucket refers to the queue.
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const bucket = this.staging.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new TypeError('the staging bucket has no CfnBucket');
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
    };
    if (allowed.policyDependable !== undefined) bucket.node.addDependency(allowed.policyDependable);
  }
}

/** Prevents ransom attacks: a stolen role cannot encrypt objects with an attacker's key (SSE-C, or KMS in another account). */
function denyForeignKeys(bucket: Bucket): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DenyCustomerProvidedKeys',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DenyNamedKmsKeys',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'DenyReencryption',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:UpdateObjectEncryption'],
      resources: [bucket.arnForObjects('*')],
    }),
  );
}

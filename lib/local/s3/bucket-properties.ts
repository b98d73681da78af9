import { z } from 'zod';

const bucketKeyRule = z.strictObject({
  // `aws:kms` uses the AWS managed key, which needs no rights. A customer managed key would need some.
  ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.enum(['AES256', 'aws:kms']) }).optional(),
  BucketKeyEnabled: z.boolean().optional(),
  // This property can forbid SSE-C, which is always refused here.
  BlockedEncryptionTypes: z.strictObject({ EncryptionType: z.array(z.literal('SSE-C')) }).optional(),
});

const corsRule = z.strictObject({
  Id: z.string().optional(),
  AllowedHeaders: z.array(z.string()).optional(),
  AllowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])),
  AllowedOrigins: z.array(z.string()),
  ExposedHeaders: z.array(z.string()).optional(),
  MaxAge: z.number().int().optional(),
});
export type CorsRule = z.infer<typeof corsRule>;

const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  ObjectSizeGreaterThan: z.coerce.number().optional(),
  ObjectSizeLessThan: z.coerce.number().optional(),
  ExpirationInDays: z.number().int().positive().optional(),
  ExpiredObjectDeleteMarker: z.boolean().optional(),
  NoncurrentVersionExpiration: z
    .strictObject({
      NoncurrentDays: z.number().int().positive(),
      NewerNoncurrentVersions: z.number().int().positive().optional(),
    })
    .optional(),
  AbortIncompleteMultipartUpload: z
    .strictObject({ DaysAfterInitiation: z.number().int().positive() })
    .optional(),
});
export type LifecycleRule = z.infer<typeof lifecycleRule>;

const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
  's3:LifecycleExpiration:*',
  's3:LifecycleExpiration:Delete',
  's3:LifecycleExpiration:DeleteMarkerCreated',
] as const;

const queueConfiguration = z.strictObject({
  Event: z.enum(EVENTS),
  Queue: z.string(),
  Filter: z
    .strictObject({
      S3Key: z.strictObject({
        Rules: z.array(
          z.strictObject({
            Name: z
              .string()
              .transform((name) => name.toLowerCase())
              .pipe(z.enum(['prefix', 'suffix'])),
            Value: z.string(),
          }),
        ),
      }),
    })
    .optional(),
});
export type QueueConfiguration = z.infer<typeof queueConfiguration>;

/**
 * The supported properties of `AWS::S3::Bucket`, by CloudFormation's names. Ownership and public access have no effect:
 * there are no ACLs and no anonymous reads.
 */
export const bucketPropertiesSchema = z.strictObject({
  BucketName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional(),
  BucketEncryption: z
    .strictObject({ ServerSideEncryptionConfiguration: z.array(bucketKeyRule).max(1) })
    .optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  LifecycleConfiguration: z
    .strictObject({
      Rules: z.array(lifecycleRule),
      TransitionDefaultMinimumObjectSize: z.string().optional(),
    })
    .optional(),
  NotificationConfiguration: z
    .strictObject({ QueueConfigurations: z.array(queueConfiguration).optional() })
    .optional(),
  OwnershipControls: z
    .strictObject({ Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })) })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: z.boolean().optional(),
      BlockPublicPolicy: z.boolean().optional(),
      IgnorePublicAcls: z.boolean().optional(),
      RestrictPublicBuckets: z.boolean().optional(),
    })
    .optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
});
export type BucketConfiguration = z.infer<typeof bucketPropertiesSchema>;

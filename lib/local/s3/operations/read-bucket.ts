import { REGION } from '../../kit/resource.ts';
import { S3Error } from '../errors.ts';
import { configurationId, queueConfigurations } from '../events/subscriptions.ts';
import { bucketArn } from '../http/object-address.ts';
import { type BucketRequest, enterBucket, type S3Request } from '../http/request-headers.ts';
import { sendDocument, sendEmpty } from '../http/respond.ts';
import type { S3Context } from '../model/s3-context.ts';
import { OWNER } from './elements.ts';

/** ListBuckets. */
export async function listBuckets(s3: S3Context, { call, query }: S3Request): Promise<void> {
  call.authorize('s3:ListAllMyBuckets', bucketArn('*'));
  const prefix = query.get('prefix') ?? '';
  const buckets = s3.buckets.list().filter(({ name }) => name.startsWith(prefix));
  sendDocument(call.response, 'ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: {
      Bucket: buckets.map(({ name, created }) => ({
        Name: name,
        CreationDate: new Date(created).toISOString(),
        BucketRegion: REGION,
      })),
    },
    ...(prefix !== '' && { Prefix: prefix }),
  });
}

/** HeadBucket. */
export async function headBucket(s3: S3Context, request: BucketRequest): Promise<void> {
  enterBucket(s3, request, 's3:ListBucket');
  sendEmpty(request.call.response, 200, { 'x-amz-bucket-region': REGION });
}

/** GetBucketLocation. */
export async function getBucketLocation(s3: S3Context, request: BucketRequest): Promise<void> {
  enterBucket(s3, request, 's3:GetBucketLocation');
  sendDocument(request.call.response, 'LocationConstraint', REGION);
}

/** GetBucketVersioning. */
export async function getBucketVersioning(s3: S3Context, request: BucketRequest): Promise<void> {
  const { configuration } = enterBucket(s3, request, 's3:GetBucketVersioning');
  sendDocument(request.call.response, 'VersioningConfiguration', {
    Status: configuration.VersioningConfiguration?.Status,
  });
}

/** GetBucketCors. */
export async function getBucketCors(s3: S3Context, request: BucketRequest): Promise<void> {
  const { configuration, name } = enterBucket(s3, request, 's3:GetBucketCORS');
  if (!configuration.CorsConfiguration) {
    throw new S3Error('NoSuchCORSConfiguration', 404, 'The CORS configuration does not exist', {
      BucketName: name,
    });
  }
  sendDocument(request.call.response, 'CORSConfiguration', {
    CORSRule: configuration.CorsConfiguration.CorsRules.map((rule) => ({
      ID: rule.Id,
      AllowedOrigin: rule.AllowedOrigins,
      AllowedMethod: rule.AllowedMethods,
      AllowedHeader: rule.AllowedHeaders,
      ExposeHeader: rule.ExposedHeaders,
      MaxAgeSeconds: rule.MaxAge,
    })),
  });
}

/** GetBucketNotificationConfiguration. */
export async function getBucketNotification(s3: S3Context, request: BucketRequest): Promise<void> {
  const { configuration } = enterBucket(s3, request, 's3:GetBucketNotification');
  sendDocument(request.call.response, 'NotificationConfiguration', {
    QueueConfiguration: queueConfigurations(configuration).map((subscription, index) => ({
      Id: configurationId(index),
      Queue: subscription.Queue,
      Event: subscription.Event,
      Filter: subscription.Filter && {
        S3Key: { FilterRule: subscription.Filter.S3Key.Rules.map(({ Name, Value }) => ({ Name, Value })) },
      },
    })),
  });
}

/** GetBucketEncryption. */
export async function getBucketEncryption(s3: S3Context, request: BucketRequest): Promise<void> {
  const { configuration } = enterBucket(s3, request, 's3:GetEncryptionConfiguration');
  const [rule] = configuration.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  sendDocument(request.call.response, 'ServerSideEncryptionConfiguration', {
    Rule: {
      ApplyServerSideEncryptionByDefault: {
        SSEAlgorithm: rule?.ServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256',
      },
      BucketKeyEnabled: rule?.BucketKeyEnabled ?? false,
    },
  });
}

/** GetBucketPolicy. */
export async function getBucketPolicy(s3: S3Context, request: BucketRequest): Promise<void> {
  const { name } = enterBucket(s3, request, 's3:GetBucketPolicy');
  const policy = s3.buckets.policy(name);
  if (!policy) {
    throw new S3Error('NoSuchBucketPolicy', 404, 'The bucket policy does not exist', { BucketName: name });
  }
  const { response } = request.call;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(policy));
}

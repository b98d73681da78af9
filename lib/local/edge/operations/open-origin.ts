import type { S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT } from '../../kit/resource.ts';
import type { Access } from '../../kit/service.ts';
import type { BehaviorConfig, OriginConfig } from '../model/edge-properties.ts';
import { ALL_VIEWER_EXCEPT_HOST_HEADER } from '../model/managed-policies.ts';
import { createApiOrigin, createBucketOrigin, type Origin } from './origins.ts';

/** Options of an origin. */
interface OriginSource {
  readonly origin: OriginConfig;
  readonly behavior: BehaviorConfig;
  readonly distributionId: string;
  /** An HTTP API by its id. */
  readonly findApi: (apiId: string) => Origin | undefined;
  readonly s3: S3Client;
  readonly access: (distributionArn: string) => Access;
}

/**
 * Opens an origin by its domain name: a bucket with origin access control, or an HTTP API of the template.
 *
 * @throws Error for another origin, and for an origin request policy that is not supported
 */
export function openOrigin({ origin, behavior, distributionId, findApi, s3, access }: OriginSource): Origin {
  if (origin.OriginAccessControlId !== undefined) {
    return createBucketOrigin({
      bucket: bucketOf(origin.DomainName),
      originPath: origin.OriginPath,
      client: s3,
      access: access(`arn:aws:cloudfront::${ACCOUNT}:distribution/${distributionId}`),
    });
  }
  const handle = findApi(origin.DomainName.split('.')[0] ?? '');
  if (!handle)
    throw new Error(
      `the origin ${origin.DomainName} is neither a bucket with origin access control nor an HTTP API of the template`,
    );
  const policy = behavior.OriginRequestPolicyId;
  if (policy !== undefined && policy !== ALL_VIEWER_EXCEPT_HOST_HEADER) {
    throw new Error(`the local cloud does not support the origin request policy ${policy}`);
  }
  return createApiOrigin({
    handle,
    forwardsViewer: policy !== undefined,
    customHeaders: origin.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [
      HeaderName.toLowerCase(),
      HeaderValue,
    ]),
    originPath: origin.OriginPath,
  });
}

/** `BUCKET.s3.REGION.amazonaws.com`, or the local S3's own form with the bucket as path. */
function bucketOf(domainName: string): string {
  const bucket =
    /^([a-z0-9.-]+)\.s3[.-]/.exec(domainName)?.[1] ?? /\/([a-z0-9.-]+)\/?$/.exec(domainName)?.[1];
  if (!bucket) throw new Error(`the origin ${domainName} names no bucket`);
  return bucket;
}

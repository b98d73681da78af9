import { z } from 'zod';
import { parseProperties } from '../kit/parse-properties.ts';
import type { ResourceProvider } from '../kit/resource.ts';
import { bucketPropertiesSchema } from './bucket-properties.ts';
import type { Events } from './events/subscriptions.ts';
import { bucketArn } from './http/object-address.ts';
import type { Buckets } from './storage/buckets.ts';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';

const namedSchema = z.object({ BucketName: z.string() });

const policyPropertiesSchema = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: z.record(z.string(), z.json()),
});

/**
 * `AWS::S3::Bucket`. Its domain names are the address of the AWS port, so that a Content-Security-Policy with them also
 * allows presigned URLs.
 *
 * @param verify - throws if a queue of the notification configuration refuses events
 */
export function createBucketProvider(
  buckets: Buckets,
  endpointHost: string,
  verify: Events['verify'],
): ResourceProvider {
  const identify: ResourceProvider['identify'] = ({ physicalName, properties }) => {
    const named = namedSchema.safeParse(properties);
    const name = named.success ? named.data.BucketName : physicalName;
    // Path style: the bucket is part of the path. The slash makes it a prefix in a Content-Security-Policy.
    const address = `${endpointHost}/${name}/`;
    return {
      ref: name,
      attributes: { Arn: bucketArn(name), DomainName: address, RegionalDomainName: address },
    };
  };
  return {
    type: BUCKET,
    identify,
    provision: async (resource) => {
      const configuration = parseProperties(bucketPropertiesSchema, BUCKET, resource);
      const name = configuration.BucketName ?? identify(resource).ref;
      await verify(name, configuration, buckets.find(name)?.configuration);
      buckets.configure(name, configuration);
    },
  };
}

/** `AWS::S3::BucketPolicy`, stored for IAM. */
export function createBucketPolicyProvider(buckets: Buckets): ResourceProvider {
  return {
    type: POLICY,
    identify: ({ physicalName }) => ({ ref: physicalName, attributes: {} }),
    provision: async (resource) => {
      const { Bucket, PolicyDocument } = parseProperties(policyPropertiesSchema, POLICY, resource);
      buckets.setPolicy(Bucket, PolicyDocument);
    },
  };
}

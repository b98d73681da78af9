import { UnsupportedPolicy } from '../errors.ts';

/** Characters of all inline policies of a role together; white space does not count. */
const LARGEST_ROLE = 10_240;

/** Bytes of a resource's policy, by the service that keeps it; IAM keeps the trust policies of roles. */
const LARGEST: Readonly<Record<string, number>> = {
  iam: 2048,
  kms: 32_768,
  lambda: 20_480,
  s3: 20_480,
  sqs: 8192,
};

/** Characters that a policy takes of what its role may have. */
export function inlineSize(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

/**
 * @param sizes - of all inline policies of one role
 * @throws UnsupportedPolicy where they are more than AWS takes
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function refuseLargeInline(sizes: readonly number[]): void {
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (size > LARGEST_ROLE)
    throw new UnsupportedPolicy(
      `LimitExceeded: the inline policies of the role have ${size} characters, and AWS takes ${LARGEST_ROLE}.`,
    );
}

/**
 * @param arn - of the resource whose policy it is
 * @throws UnsupportedPolicy where it is larger than the service takes
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-iam-policies.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
export function refuseLargePolicy(arn: string, document: unknown): void {
  const [, , service = ''] = arn.split(':');
  const size = Buffer.byteLength(JSON.stringify(document));
  const largest = LARGEST[service] ?? 0;
  if (size > largest)
    throw new UnsupportedPolicy(
      `PolicyTooLarge: the policy has ${size} bytes, and AWS takes ${largest} for a resource of ${service}.`,
    );
}

import { UnsupportedPolicy } from '../errors.ts';

/** The limit for all inline policies of a role, in characters without white space. */
const LARGEST_ROLE = 10_240;

/** The limit of a resource policy in bytes, by service. IAM keeps the trust policies of roles. */
const LARGEST: Readonly<Record<string, number>> = {
  iam: 2048,
  kms: 32_768,
  lambda: 20_480,
  s3: 20_480,
  sqs: 8192,
};

/** The size of a policy in characters, as its role's limit counts it. */
export function inlineSize(document: unknown): number {
  return JSON.stringify(document).replace(/\s/g, '').length;
}

/**
 * @param sizes - of all inline policies of one role
 * @throws UnsupportedPolicy if they exceed the limit of AWS
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function refuseLargeInline(sizes: readonly number[]): void {
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (size > LARGEST_ROLE)
    throw new UnsupportedPolicy(
      `LimitExceeded: the inline policies of the role have ${size} characters, and AWS allows ${LARGEST_ROLE}.`,
    );
}

/**
 * @param arn - of the resource whose policy it is
 * @throws UnsupportedPolicy if it exceeds the limit of the service
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
      `PolicyTooLarge: the policy has ${size} bytes, and AWS allows ${largest} for a resource of ${service}.`,
    );
}

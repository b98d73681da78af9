import { AwsError } from '../kit/service.ts';

/**
 * The throttling error of each service.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const errors: Readonly<Record<string, readonly [code: string, status: number, message: string]>> = {
  dynamodb: ['ThrottlingException', 400, 'Rate of requests exceeds the allowed throughput.'],
  kms: [
    'ThrottlingException',
    400,
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
  ],
  lambda: ['TooManyRequestsException', 429, 'Rate Exceeded.'],
  s3: ['SlowDown', 503, 'Please reduce your request rate.'],
  secretsmanager: ['ThrottlingException', 400, 'Rate exceeded'],
  ses: ['Throttling', 400, 'Maximum sending rate exceeded.'],
  sqs: ['RequestThrottled', 400, 'The request was denied due to request throttling.'],
};

/** The throttling error of a service. */
export function throttlingError(service: string): AwsError {
  return new AwsError(...(errors[service] ?? (['ThrottlingException', 400, 'Rate exceeded'] as const)));
}

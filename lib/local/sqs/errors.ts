import { AwsError } from '../kit/service.ts';

/** A parameter with a value that SQS does not take. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', 400, message);
}

/**
 * Holds a number to what SQS takes. It is not the schema that does it, for an entry of a batch may fail by itself.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
  );
}

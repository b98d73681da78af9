import { AwsError } from '../kit/service.ts';

/** An invalid parameter value. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', 400, message);
}

/**
 * Checks the range of a number. The schema cannot do it, because an entry of a batch fails alone.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
  );
}

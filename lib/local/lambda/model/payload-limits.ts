/** How a function is invoked: synchronously, or as an event in a queue. */
export type InvocationType = 'RequestResponse' | 'Event';

/** A payload exceeds Lambda's limit. */
export class PayloadTooLargeError extends Error {
  constructor(bytes: number, type: InvocationType) {
    super(
      `${bytes} byte payload is too large for the ${type} invocation type (limit ${LARGEST_PAYLOAD[type]} bytes)`,
    );
    this.name = 'PayloadTooLargeError';
  }
}

/**
 * Largest payloads in bytes: 6 MB and 1 MB.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
 */
export const LARGEST_PAYLOAD: Readonly<Record<InvocationType, number>> = {
  RequestResponse: 6_291_456,
  Event: 1_048_576,
};

/** The largest answer in bytes. */
export const LARGEST_ANSWER = 6_291_556;

/** @throws PayloadTooLargeError */
export function refuseLargePayload(payload: string, type: InvocationType): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > LARGEST_PAYLOAD[type]) throw new PayloadTooLargeError(bytes, type);
}

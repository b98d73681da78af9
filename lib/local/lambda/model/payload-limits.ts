/** How a function is invoked: somebody waits for its answer, or the event is queued and nobody does. */
export type InvocationType = 'RequestResponse' | 'Event';

/** A payload is larger than Lambda carries. */
export class PayloadTooLargeError extends Error {
  constructor(bytes: number, type: InvocationType) {
    super(
      `${bytes} byte payload is too large for the ${type} invocation type (limit ${LARGEST_PAYLOAD[type]} bytes)`,
    );
    this.name = 'PayloadTooLargeError';
  }
}

/**
 * Six megabytes, or one: in bytes.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
 */
export const LARGEST_PAYLOAD: Readonly<Record<InvocationType, number>> = {
  RequestResponse: 6_291_456,
  Event: 1_048_576,
};

/** Lambda adds a hundred bytes to what an answer may have. */
export const LARGEST_ANSWER = 6_291_556;

/** @throws PayloadTooLargeError */
export function refuseLargePayload(payload: string, type: InvocationType): void {
  const bytes = Buffer.byteLength(payload);
  if (bytes > LARGEST_PAYLOAD[type]) throw new PayloadTooLargeError(bytes, type);
}

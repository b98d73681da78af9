import { z } from 'zod';

/** One invocation, as sent to an instance. */
export interface ToInstance {
  readonly requestId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** The value of `_X_AMZN_TRACE_ID`. */
  readonly traceId: string;
}

const functionError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()),
});

/** An error as the Node.js runtime of Lambda writes it into the answer of a failed invocation. */
export type FunctionError = z.output<typeof functionError>;

/** A message of an instance to its parent. `peakBytes` is the largest resident set of its process. */
export const fromInstance = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('init-failed'), error: functionError }),
  z.object({ kind: z.literal('done'), requestId: z.string(), payload: z.string(), peakBytes: z.number() }),
  z.object({ kind: z.literal('failed'), requestId: z.string(), error: functionError, peakBytes: z.number() }),
]);

export type FromInstance = z.output<typeof fromInstance>;

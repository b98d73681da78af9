/** Something that happened in the embedded cloud, for the terminal. */
export type LogRecord =
  /** A step of the start. */
  | { readonly kind: 'progress'; readonly text: string }
  /** Something that a person should know, although it stops nothing. */
  | { readonly kind: 'warning'; readonly text: string }
  /** A request to the page's port that has been answered. */
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly milliseconds: number;
    }
  /** An invocation that has ended. */
  | {
      readonly kind: 'invocation';
      readonly functionName: string;
      /** What it was for: a request (`GET /api/files`), `queue NAME`, `event`, `invoke`. */
      readonly trigger: string;
      readonly requestId: string;
      /** A process was started for it. */
      readonly cold: boolean;
      readonly milliseconds: number;
      /** 0 if the process ended before it could say. */
      readonly peakBytes: number;
      readonly error:
        | { readonly errorType: string; readonly errorMessage: string; readonly trace: readonly string[] }
        | undefined;
    }
  /** A line that a function wrote. */
  | {
      readonly kind: 'function-line';
      readonly functionName: string;
      readonly requestId: string | undefined;
      readonly line: string;
    }
  /** Messages that an event source mapping has dealt with. */
  | {
      readonly kind: 'job';
      readonly queueName: string;
      readonly functionName: string;
      readonly messages: number;
      readonly failed: number;
      readonly milliseconds: number;
    }
  /** A queue that was idle has work, or the other way round. */
  | {
      readonly kind: 'queue-depth';
      readonly queueName: string;
      readonly waiting: number;
      readonly inFlight: number;
    }
  /** Something went wrong because somebody asked for it. */
  | {
      readonly kind: 'fault';
      /** `service:Operation`, or `queue NAME`. */
      readonly call: string;
      readonly functionName: string | undefined;
      readonly fault: string;
    }
  /** A mail that would have been sent. */
  | { readonly kind: 'mail'; readonly to: readonly string[]; readonly subject: string };

/** Takes records as they come. Must not throw. */
export type OnRecord = (record: LogRecord) => void;

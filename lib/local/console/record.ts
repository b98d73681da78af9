/** An event in the local cloud, for the terminal. */
export type LogRecord =
  /** A step of the start. */
  | { readonly kind: 'progress'; readonly text: string }
  /** A problem that does not stop the cloud. */
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
      /** What caused it: a request (`GET /api/files`), `queue NAME`, `event`, `invoke`. */
      readonly trigger: string;
      readonly requestId: string;
      /** Whether a process was started for it. */
      readonly cold: boolean;
      readonly milliseconds: number;
      /** 0 if the process ended before it reported. */
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
  /** A batch that an event source mapping has delivered. */
  | {
      readonly kind: 'job';
      readonly queueName: string;
      readonly functionName: string;
      readonly messages: number;
      readonly failed: number;
      readonly milliseconds: number;
    }
  /** A queue became busy or idle. */
  | {
      readonly kind: 'queue-depth';
      readonly queueName: string;
      readonly waiting: number;
      readonly inFlight: number;
    }
  /** A fault that a rule caused. */
  | {
      readonly kind: 'fault';
      /** `service:Operation`, or `queue NAME`. */
      readonly call: string;
      readonly functionName: string | undefined;
      readonly fault: string;
    }
  /** An email that would have been sent. */
  | { readonly kind: 'email'; readonly to: readonly string[]; readonly subject: string };

/** Takes records as they come. Must not throw. */
export type OnRecord = (record: LogRecord) => void;

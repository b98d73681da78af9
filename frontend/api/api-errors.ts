import { type Code, codes, type ProblemBody } from '#contract';

/** The API refused, with a stable code (RFC 9457). */
export class ApiError extends Error {
  readonly code: Code;
  readonly fields: ReadonlyMap<string, string>;
  /** Seconds after which to try again, if the API says so. */
  readonly retryAfter: number | undefined;

  constructor(problem: ProblemBody, retryAfter?: number) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.code = problem.code;
    this.fields = new Map(problem.errors?.map(({ field, message }) => [field, message]));
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return codes[this.code].status;
  }
}

/** No answer came: offline, or the server cannot be reached. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('The vault cannot be reached', { cause });
    this.name = 'ConnectionError';
  }
}

/** An answer outside the contract: a proxy in between answered (429, 502, 503), or page and API have different versions. */
export class UnexpectedAnswer extends Error {
  readonly status: number;

  constructor(status: number, cause?: unknown) {
    super(`The answer is not in the contract (${status})`, { cause });
    this.name = 'UnexpectedAnswer';
    this.status = status;
  }
}

/** Whether an error is the API's refusal with that code. */
export function hasCode(error: unknown, code: Code): boolean {
  return error instanceof ApiError && error.code === code;
}

import * as z from 'zod';
import { type Code, codes } from './codes.ts';

const codeNames = Object.keys(codes) as [Code, ...Code[]];

/** A field that is not valid: its path, such as `/size`, and what it must be. */
const fieldErrorSchema = z.strictObject({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** The body of every error response (RFC 9457, `application/problem+json`). */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codeNames),
  detail: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;

/** Maximum number of fields in a response. Without a limit, a large body could make the response too large for Lambda. */
const MAX_FIELD_ERRORS = 100;

/** An error that the caller can act on. Any part of a service can throw it, and the HTTP layer turns it into a response. */
export class Problem extends Error {
  readonly code: Code;
  /** At most 100 of them. */
  readonly errors: readonly FieldError[] | undefined;
  readonly detail: string | undefined;
  /** Seconds to wait before a retry (RFC 9110, section 10.2.3). */
  readonly retryAfter: number | undefined;
  /** The methods that the path supports, for status 405 (RFC 9110, section 15.5.6). */
  readonly allow: readonly string[] | undefined;

  constructor(
    code: Code,
    options: {
      detail?: string;
      errors?: readonly FieldError[];
      retryAfter?: number;
      allow?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(options.detail ?? codes[code].title, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors?.slice(0, MAX_FIELD_ERRORS);
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
  }

  /** The status of the response, from the table of codes. */
  get status(): number {
    return codes[this.code].status;
  }

  /** The body of the response (RFC 9457, section 3). */
  toBody(): ProblemBody {
    return {
      type: `urn:encrypt5:problem:${this.code}`,
      title: codes[this.code].title,
      status: this.status,
      code: this.code,
      ...(this.detail !== undefined && { detail: this.detail }),
      ...(this.errors !== undefined && { errors: [...this.errors] }),
    };
  }
}

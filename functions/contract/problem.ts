import * as z from 'zod';
import { type Code, codes } from './codes.ts';

const codeNames = Object.keys(codes) as [Code, ...Code[]];

/** One field that is not valid: a path such as `/size`, and what is wrong with it. */
const fieldErrorSchema = z.strictObject({ field: z.string(), message: z.string() });
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** The body of every error answer (RFC 9457, `application/problem+json`). */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codeNames),
  detail: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type ProblemBody = z.infer<typeof problemSchema>;

/** Fields that an answer names at most: a body has room for so many that their names are more than Lambda answers with. */
const MOST_NAMED = 100;

/** An error that the caller can act on; thrown anywhere in a service, turned into an answer at its edge. */
export class Problem extends Error {
  readonly code: Code;
  /** The first hundred of them. */
  readonly errors: readonly FieldError[] | undefined;
  readonly detail: string | undefined;
  /** Seconds after which it is worth trying again (RFC 9110, section 10.2.3). */
  readonly retryAfter: number | undefined;
  /** Methods that the path takes, where another was asked for (RFC 9110, section 15.5.6). */
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
    this.errors = options.errors?.slice(0, MOST_NAMED);
    this.retryAfter = options.retryAfter;
    this.allow = options.allow;
  }

  /** The status of the answer, from the table of codes. */
  get status(): number {
    return codes[this.code].status;
  }

  /** The body of the answer (RFC 9457, section 3). */
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

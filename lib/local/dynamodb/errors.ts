import { z } from 'zod';
import { AwsError } from '../kit/service.ts';

/** An error of DynamoDB. Some have members besides code and message. */
export class DynamoError extends AwsError {
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code, 400, message);
    this.name = 'DynamoError';
    this.details = details;
  }
}

export function validationError(message: string): DynamoError {
  return new DynamoError('ValidationException', message);
}

const dynaliteError = z.object({
  statusCode: z.number(),
  body: z.object({ __type: z.string(), message: z.string().default(''), Message: z.string().optional() }),
});

/** Converts an error that dynalite made for its callers. Any other value stays as it is. */
export function fromDynalite(error: unknown): unknown {
  const parsed = dynaliteError.safeParse(error);
  if (!parsed.success) return error;
  const { __type, message, Message } = parsed.data.body;
  return new DynamoError(__type.slice(__type.indexOf('#') + 1), Message ?? message);
}

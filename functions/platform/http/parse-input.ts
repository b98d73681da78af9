import type * as z from 'zod';
import { type FieldError, Problem } from '#contract';

/**
 * Parses one input of a request.
 *
 * @param where - what the names of fields begin with in the answer: empty for the body, else `path`, `query` or `header`
 * @throws Problem `invalid_request` with every field that is not valid
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  where: '' | 'path' | 'query' | 'header',
): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Problem('invalid_request', {
    errors: parsed.error.issues.flatMap((issue) => fieldErrors(issue, where)),
  });
}

function fieldErrors(issue: z.core.$ZodIssue, where: string): FieldError[] {
  const place = (...steps: PropertyKey[]) =>
    `${where}/${[...issue.path, ...steps].map(pointerStep).join('/')}`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: place(key), message: 'unknown field' }));
  return [{ field: place(), message: issue.message }];
}

/** A step of a JSON pointer (RFC 6901, section 3), cut so that an answer never echoes much. */
function pointerStep(step: PropertyKey): string {
  return String(step).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}

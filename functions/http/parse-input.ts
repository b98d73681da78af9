import type * as z from 'zod';
import { type FieldError, Problem } from '#contract';
import { describeIssue } from './describe-issue.ts';

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
  const parsed = schema.safeParse(input, { error: describeIssue });
  if (!parsed.success) {
    const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, where));
    throw new Problem('invalid_request', { errors });
  }
  // What a schema takes is no deeper than the schema.
  const broken = brokenTexts(input);
  if (broken.length === 0) return parsed.data;
  const errors = broken.map((path) => ({ field: pointer(where, path), message: 'whole characters' }));
  throw new Problem('invalid_request', { errors });
}

/**
 * Where there are halves of characters (lone surrogates), which JSON can escape (RFC 8259, section 8.2) and nothing else can hold:
 * encoded as UTF-8, all of them are the same.
 */
function brokenTexts(value: unknown): PropertyKey[][] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [[]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, one]) => brokenTexts(one).map((path) => [step, ...path]));
}

function fieldErrors(issue: z.core.$ZodIssue, where: string): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: pointer(where, [...issue.path, key]),
      message: 'unknown field',
    }));
  return [{ field: pointer(where, issue.path), message: issue.message }];
}

function pointer(where: string, path: readonly PropertyKey[]): string {
  return `${where}/${path.map(pointerStep).join('/')}`;
}

/** A step of a JSON pointer (RFC 6901, section 3), cut so that an answer never echoes much. */
function pointerStep(step: PropertyKey): string {
  return String(step).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}

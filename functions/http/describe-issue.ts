import type * as z from 'zod';

/** Names of types, as JSON knows them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
};

/** What a limit counts, of what it is a limit. */
const COUNTED: Readonly<Record<string, string>> = { string: ' character', array: ' item' };

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an email address',
  base64: 'in base64',
  datetime: 'a time in UTC, such as 2026-11-24T12:00:00Z',
};

/**
 * What is wrong with a field whose schema does not say it in words of its own, in those of this API: what it has to be, with the
 * limit.
 *
 * @returns undefined for what is left to zod
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'required';
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected];
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${counted(issue.maximum, issue.origin)}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${counted(issue.minimum, issue.origin)}`;
    case 'invalid_format':
      return FORMATS[issue.format];
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'invalid_key':
      return 'unknown key';
    default:
      return undefined;
  }
}

function counted(limit: number | bigint, origin: string): string {
  const unit = COUNTED[origin];
  return unit === undefined ? String(limit) : `${limit}${unit}${limit === 1 ? '' : 's'}`;
}

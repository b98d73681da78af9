import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem, routes } from '#contract';
import { parseInput } from '../../../functions/http/parse-input.ts';

const schema = z.strictObject({
  name: z.string(),
  parts: z.array(z.strictObject({ size: z.number() })).default([]),
  sums: z.record(z.string().regex(/^\d$/), z.string()).default({}),
});

function problemOf(input: unknown, where: '' | 'path' | 'query' = ''): Problem {
  try {
    parseInput(schema, input, where);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('the input is valid');
}
const fieldsOf = (input: unknown, where?: '' | 'path' | 'query') =>
  problemOf(input, where).errors?.map(({ field }) => field);

/** Inputs of a route, each with one field. */
function withEach(input: z.ZodType, value: unknown): Record<string, unknown>[] {
  const object = input instanceof z.ZodOptional ? input.unwrap() : input;
  return object instanceof z.ZodObject ? Object.keys(object.shape).map((field) => ({ [field]: value })) : [];
}

function messagesOf(schema: z.ZodType): (input: unknown) => string[] {
  return (input) => {
    try {
      parseInput(schema, input, '');
      return [];
    } catch (error) {
      if (error instanceof Problem) return (error.errors ?? []).map(({ message }) => message);
      throw error;
    }
  };
}

describe('an input of a request', () => {
  it('is transformed by its schema', () => {
    expect(parseInput(schema, { name: 'a' }, '')).toEqual({ name: 'a', parts: [], sums: {} });
  });

  it('that is not valid causes an error for every field, with its JSON pointer', () => {
    expect(problemOf({ parts: [{ size: 1 }, { size: '1' }] })).toMatchObject({ code: 'invalid_request' });
    expect(fieldsOf({ parts: [{ size: 1 }, { size: '1' }] })).toEqual(['/name', '/parts/1/size']);
  });

  it.each([
    [undefined, 'required'],
    [1, 'text'],
    ['', 'at least 1 character'],
    ['x'.repeat(9), 'at most 8 characters'],
  ])('%j causes the message: %s', (name, message) => {
    const strict = z.object({ name: z.string().min(1).max(8) });
    const told = () => parseInput(strict, { name }, '');
    expect(told).toThrow(expect.objectContaining({ errors: [{ field: '/name', message }] }));
  });

  it('never causes a message of Zod, for any field of the API', () => {
    const wrong = [
      null,
      -1,
      1.5,
      1e300,
      '',
      'x'.repeat(20_000),
      [],
      Array(20_000).fill(1),
      {},
      { a: 1 },
      true,
    ];
    const messages = Object.values(routes)
      .flatMap(({ body, query, params }) => [body, query, params])
      .flatMap((input) =>
        wrong.flatMap((value) => [value, ...withEach(input, value)].flatMap(messagesOf(input))),
      );
    expect(messages.length).toBeGreaterThan(500);
    expect(messages.filter((message) => /^(Invalid|Too|Unrecognized)/.test(message))).toEqual([]);
  });

  it('causes an error for each unknown field at any depth', () => {
    expect(fieldsOf({ name: 'a', x: 1, y: 2, parts: [{ size: 1, z: 3 }] })).toEqual([
      '/parts/0/z',
      '/x',
      '/y',
    ]);
  });

  it('has errors that name path or query', () => {
    expect(fieldsOf({}, 'query')).toEqual(['query/name']);
    expect(fieldsOf({}, 'path')).toEqual(['path/name']);
  });

  it('has pointers with escaped special characters (RFC 6901)', () => {
    expect(fieldsOf({ name: 'a', 'x/y~z': 1 })).toEqual(['/x~1y~0z']);
  });

  it('is shortened in errors', () => {
    expect(fieldsOf({ name: 'a', ['x'.repeat(10_000)]: 1 })?.[0]?.length).toBeLessThanOrEqual(65);
  });

  it('cannot contain lone surrogates in any text', () => {
    expect(parseInput(schema, { name: 'a whole character 😀' }, '').name).toBe('a whole character 😀');
    expect(fieldsOf({ name: 'half of one \ud83d', sums: { 1: '\ude00' } })).toEqual(['/name', '/sums/1']);
  });

  it('causes at most 100 errors', () => {
    const many = Array.from({ length: 200 }, (_, index) => index);
    const unknown = { name: 'a', ...Object.fromEntries(many.map((index) => [`x${index}`, 1])) };
    expect(fieldsOf(unknown)).toEqual(many.slice(0, 100).map((index) => `/x${index}`));
    const wrong = { name: 'a', parts: many.map(() => ({ size: '1' })) };
    expect(fieldsOf(wrong)).toEqual(many.slice(0, 100).map((index) => `/parts/${index}/size`));
  });

  it('that is not an object causes one error', () => {
    expect(fieldsOf(undefined)).toEqual(['/']);
  });
});

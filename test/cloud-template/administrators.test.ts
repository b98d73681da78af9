import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpServices } from '#contract';
import { resourcesOf } from './resources-of.ts';
import { templateOf } from './template-of.ts';

const laptop = { registration: 'open', firstUserIsAdministrator: true };

/** The values of an environment variable in all functions that have it. */
function valuesOf(context: Record<string, unknown>, variable: string): string[] {
  return resourcesOf(templateOf(context), 'AWS::Lambda::Function').flatMap(([, { Environment }]) => {
    const value = z
      .object({ Variables: z.record(z.string(), z.unknown()) })
      .optional()
      .parse(Environment)?.Variables[variable];
    return value === undefined ? [] : [z.string().parse(value)];
  });
}

describe('administrators', () => {
  it.each([
    ['default settings', {}],
    ['open registration', { registration: 'open' }],
    ['a named administrator', { ...laptop, administrators: 'root@example.org' }],
    ['registration by invitation', { ...laptop, registration: 'invite' }],
  ])('need 2FA, and do not include the first user, with %s', (_, context) => {
    expect(valuesOf(context, 'ADMINISTRATORS_NEED_SECOND_FACTOR')).toEqual(httpServices.map(() => 'true'));
    expect(valuesOf(context, 'FIRST_USER_IS_ADMINISTRATOR')).toEqual(['false']);
  });

  it('do not need 2FA on a laptop, where the first user is an administrator', () => {
    expect(valuesOf(laptop, 'ADMINISTRATORS_NEED_SECOND_FACTOR')).toEqual(httpServices.map(() => 'false'));
    expect(valuesOf(laptop, 'FIRST_USER_IS_ADMINISTRATOR')).toEqual(['true']);
  });
});

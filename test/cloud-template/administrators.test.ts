import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resourcesOf } from './resources-of.ts';
import { templateOf } from './template-of.ts';

const laptop = { registration: 'open', firstUserIsAdministrator: true };

/** What every function of a vault is told of administrators. */
function toldBy(context: Record<string, unknown>, variable: string): string[] {
  return resourcesOf(templateOf(context), 'AWS::Lambda::Function').flatMap(([, { Environment }]) => {
    const told = z
      .object({ Variables: z.record(z.string(), z.unknown()) })
      .optional()
      .parse(Environment)?.Variables[variable];
    return told === undefined ? [] : [z.string().parse(told)];
  });
}

describe('administrators', () => {
  it.each([
    ['nothing said', {}],
    ['registration open', { registration: 'open' }],
    ['an administrator named', { ...laptop, administrators: 'root@example.org' }],
    ['registration by invitation', { ...laptop, registration: 'invite' }],
  ])('need a second factor, and are none for being first, with %s', (_, context) => {
    expect(toldBy(context, 'ADMINISTRATORS_NEED_SECOND_FACTOR')).toEqual(['true', 'true', 'true']);
    expect(toldBy(context, 'FIRST_USER_IS_ADMINISTRATOR')).toEqual(['false']);
  });

  it('need none on a laptop, where the first user is one', () => {
    expect(toldBy(laptop, 'ADMINISTRATORS_NEED_SECOND_FACTOR')).toEqual(['false', 'false', 'false']);
    expect(toldBy(laptop, 'FIRST_USER_IS_ADMINISTRATOR')).toEqual(['true']);
  });
});

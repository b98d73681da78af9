import type * as z from 'zod';
import { environments, type FunctionName } from '#contract';

/**
 * The environment of a function, parsed once at its start.
 *
 * @param name - whose schema the variables have to fill
 * @throws Error that names every variable that is missing or not valid, and no value
 */
export function readEnvironment<F extends FunctionName>(name: F): z.output<(typeof environments)[F]> {
  const parsed = environments[name].safeParse(process.env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
    throw new Error(`The environment of the function ${name} is not valid: ${wrong.join(', ')}`);
  }
  return parsed.data as z.output<(typeof environments)[F]>;
}

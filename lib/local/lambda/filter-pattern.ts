import { z } from 'zod';

/**
 * Whether a value meets a filter pattern of an event source mapping. Every key of the pattern must be met by the same
 * key of the value, and by one of the alternatives listed for it.
 *
 * @throws Error for a comparison that is not known
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  return Object.entries(z.record(z.string(), z.unknown()).parse(pattern)).every(([key, wanted]) => {
    if (key === '$or')
      return z
        .array(z.unknown())
        .parse(wanted)
        .some((one) => matchesPattern(one, value));
    const found = fieldOf(value, key);
    if (!Array.isArray(wanted)) return matchesPattern(wanted, found);
    const candidates = Array.isArray(found) ? found : [found];
    return wanted.some((rule) => candidates.some((candidate) => matchesRule(rule, candidate)));
  });
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

const comparison = z.union([
  z.strictObject({ exists: z.boolean() }),
  z.strictObject({ prefix: z.string() }),
  z.strictObject({ suffix: z.string() }),
  z.strictObject({ 'equals-ignore-case': z.string() }),
  z.strictObject({
    'anything-but': z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]),
  }),
  z.strictObject({ numeric: z.array(z.union([z.string(), z.number()])).min(2) }),
]);

function matchesRule(rule: unknown, value: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  const read = comparison.safeParse(rule);
  if (!read.success)
    throw new Error(`the embedded cloud does not know the filter rule ${JSON.stringify(rule)}`);
  const known = read.data;
  if ('exists' in known) return (value !== undefined) === known.exists;
  if ('numeric' in known) return typeof value === 'number' && isWithin(known.numeric, value);
  if ('anything-but' in known)
    return value !== undefined && ![known['anything-but']].flat().some((one) => one === value);
  if (typeof value !== 'string') return false;
  if ('prefix' in known) return value.startsWith(known.prefix);
  if ('suffix' in known) return value.endsWith(known.suffix);
  return value.toLowerCase() === known['equals-ignore-case'].toLowerCase();
}

/** @param bounds - for example `['>', 10, '<=', 20]` */
function isWithin(bounds: readonly (string | number)[], value: number): boolean {
  for (let index = 0; index < bounds.length; index += 2) {
    const [operator, bound] = [bounds[index], Number(bounds[index + 1])];
    const holds =
      (operator === '=' && value === bound) ||
      (operator === '<' && value < bound) ||
      (operator === '<=' && value <= bound) ||
      (operator === '>' && value > bound) ||
      (operator === '>=' && value >= bound);
    if (!holds) return false;
  }
  return true;
}

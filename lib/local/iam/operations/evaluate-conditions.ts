import { UnsupportedPolicy } from '../errors.ts';
import { isConditionKey } from '../model/condition-keys.ts';
import { matchesArn, matchesWildcard } from '../model/wildcard.ts';

/** Condition keys of one call and their values. */
export type CallContext = Readonly<Record<string, string | readonly string[]>>;

/** One line of a condition block; all lines must hold. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly holds: (context: CallContext) => boolean;
}

/** Compares a value of the policy with a value of the call. */
type Comparison = (wanted: string, given: string) => boolean;

const numeric =
  (compare: (given: number, wanted: number) => boolean): Comparison =>
  (wanted, given) =>
    compare(Number(given), Number(wanted));

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringEqualsIgnoreCase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  NumericEquals: numeric((given, wanted) => given === wanted),
  NumericLessThan: numeric((given, wanted) => given < wanted),
  NumericLessThanEquals: numeric((given, wanted) => given <= wanted),
  NumericGreaterThan: numeric((given, wanted) => given > wanted),
  NumericGreaterThanEquals: numeric((given, wanted) => given >= wanted),
};

/** Operators that hold when none of the policy's values matches. */
const negations: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * Reads a condition block.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @throws UnsupportedPolicy naming an unknown operator, key or policy variable
 */
export function parseConditions(
  block: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): readonly Condition[] {
  return Object.entries(block).flatMap(([operator, lines]) =>
    Object.entries(lines).map(([key, values]) => {
      if (!isConditionKey(key)) throw new UnsupportedPolicy(`Unknown condition key: ${key}`);
      const variable = values.find((value) => value.includes('${'));
      if (variable !== undefined)
        throw new UnsupportedPolicy(`Policy variables are not supported: ${variable}`);
      const test = parseOperator(operator, values);
      return { operator, key, holds: (context: CallContext) => test(valuesOf(context, key)) };
    }),
  );
}

/** Tests the values of a call for a key; undefined if the call has no such key. */
type Test = (given: readonly string[] | undefined) => boolean;

function parseOperator(operator: string, wanted: readonly string[]): Test {
  const [, set, base = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (operator === 'Null')
    return (given) => wanted.some((value) => (value === 'true') === (given === undefined));
  const negated = Object.hasOwn(negations, base);
  const name = negations[base] ?? base;
  const comparison = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (comparison === undefined) throw new UnsupportedPolicy(`Unknown condition operator: ${operator}`);
  const matches = (value: string) => wanted.some((one) => comparison(one, value)) !== negated;
  if (set === 'ForAllValues') return (given) => (given ?? []).every(matches);
  if (set === 'ForAnyValue')
    return (given) => (given === undefined ? ifExists !== undefined : given.some(matches));
  return (given) => {
    if (given === undefined) return negated || ifExists !== undefined;
    return negated ? given.every(matches) : given.some(matches);
  };
}

/** Key names are not case-sensitive. */
function valuesOf(context: CallContext, key: string): readonly string[] | undefined {
  const name = key.toLowerCase();
  for (const [candidate, value] of Object.entries(context)) {
    if (candidate.toLowerCase() === name) return typeof value === 'string' ? [value] : value;
  }
  return undefined;
}

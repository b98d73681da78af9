import { z } from 'zod';
import { type DynamoError, validationError } from '../errors.ts';

const MOST_BYTES = 4096;
const MOST_OPERATORS = 300;
const MOST_OPERANDS_OF_IN = 100;

/** Expressions by name, and the member in which dynalite keeps the parsed form. */
const READ_AS: ReadonlyMap<string, string> = new Map([
  ['UpdateExpression', '_updates'],
  ['ConditionExpression', '_condition'],
  ['KeyConditionExpression', '_keyCondition'],
  ['FilterExpression', '_filter'],
  ['ProjectionExpression', '_projection'],
]);

const byTable = z.object({ RequestItems: z.record(z.string(), z.record(z.string(), z.unknown())) });

/**
 * Call it before dynalite parses the expressions of an input, including those of a batch.
 *
 * @throws DynamoError for an expression of more than 4 KB
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
export function refuseLongExpressions(input: object): void {
  const batch = byTable.safeParse(input);
  for (const holder of [input, ...(batch.success ? Object.values(batch.data.RequestItems) : [])]) {
    for (const [name, text] of Object.entries(holder)) {
      if (!READ_AS.has(name) || typeof text !== 'string') continue;
      const bytes = Buffer.byteLength(text);
      if (bytes > MOST_BYTES) {
        throw refusal(
          name,
          `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
        );
      }
    }
  }
}

/** An operator or a function. Operands are operators, paths (lists) or values. */
interface Operator {
  readonly type: string;
  readonly args: readonly unknown[];
}
const operator = z.object({ type: z.string(), args: z.array(z.unknown()) });
/** An update is a list of paths with their values. A condition is one operator. */
const readExpression = z.union([
  z
    .object({ sections: z.array(z.object({ val: z.unknown() })) })
    .transform(({ sections }) => sections.map(({ val }) => val)),
  z.object({ expression: z.unknown() }).transform(({ expression }) => [expression]),
]);

/**
 * @param checked - an input with the expressions that dynalite has parsed
 * @throws DynamoError for an expression of more than 300 operators and functions, or with an `IN` of more than 100 operands
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
export function refuseComplexExpressions(checked: object): void {
  const members = new Map(Object.entries(checked));
  for (const [name, readAs] of READ_AS) {
    const read = readExpression.safeParse(members.get(readAs));
    if (!read.success) continue;
    const operators = read.data.flatMap(operatorsOf);
    if (operators.length > MOST_OPERATORS) {
      throw refusal(
        name,
        `The expression contains too many operators; operator count: ${MOST_OPERATORS + 1}`,
      );
    }
    for (const { type, args } of operators) {
      // The first operand is the value to find.
      const operands = args.length - 1;
      if (type === 'in' && operands > MOST_OPERANDS_OF_IN) {
        throw refusal(
          name,
          `The IN operator is provided with too many operands; number of operands: ${operands}`,
        );
      }
    }
  }
}

function operatorsOf(node: unknown): readonly Operator[] {
  const parsed = operator.safeParse(node);
  return parsed.success ? [parsed.data, ...parsed.data.args.flatMap(operatorsOf)] : [];
}

function refusal(expression: string, reason: string): DynamoError {
  return validationError(`Invalid ${expression}: ${reason}`);
}

import { z } from 'zod';
import { TemplateError } from './template-document.ts';

/** Lookups of the intrinsic functions of a template. */
export interface Scope {
  /** The value of `Ref` for parameters, pseudo parameters and resources. @throws TemplateError for an unknown name */
  reference(name: string): unknown;
  /** @throws TemplateError if there is no such resource or attribute */
  attribute(logicalId: string, name: string): string;
  /** @throws TemplateError if there is no such condition */
  condition(name: string): boolean;
  /** @throws TemplateError if the map has no such entry */
  mapping(map: string, first: string, second: string): unknown;
}

/** The value of `AWS::NoValue`: the property or list item that contains it is removed. */
export const NO_VALUE = Symbol('AWS::NoValue');

const pair = z.tuple([z.unknown(), z.unknown()]);
const triple = z.tuple([z.unknown(), z.unknown(), z.unknown()]);
const attributePath = z.union([
  z.tuple([z.string(), z.string()]),
  z
    .string()
    .regex(/^[^.]+\..+$/)
    .transform((path): [string, string] => {
      const dot = path.indexOf('.');
      return [path.slice(0, dot), path.slice(dot + 1)];
    }),
]);
const subArguments = z.union([
  z.string().transform((text): [string, Record<string, unknown>] => [text, {}]),
  z.tuple([z.string(), z.record(z.string(), z.unknown())]),
]);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** Logical functions of `Conditions`. `Fn::If` can be anywhere. */
const logical: Record<string, Intrinsic> = {
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = triple.parse(argument);
    return evaluate(scope.condition(z.string().parse(condition)) ? yes : no, scope);
  },
  'Fn::And': (argument, scope) =>
    z
      .array(z.unknown())
      .parse(argument)
      .every((one) => truth(one, scope)),
  'Fn::Or': (argument, scope) =>
    z
      .array(z.unknown())
      .parse(argument)
      .some((one) => truth(one, scope)),
  'Fn::Not': (argument, scope) => !truth(z.tuple([z.unknown()]).parse(argument)[0], scope),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = pair.parse(argument);
    return scalar.parse(evaluate(left, scope)) === scalar.parse(evaluate(right, scope));
  },
};

const intrinsics: Record<string, Intrinsic> = {
  ...logical,
  Ref: (argument, scope) => scope.reference(z.string().parse(argument)),
  'Fn::GetAtt': (argument, scope) => scope.attribute(...attributePath.parse(argument)),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = pair.parse(argument);
    return z.array(scalar).parse(evaluate(parts, scope)).join(z.string().parse(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = pair.parse(argument);
    const chosen = z.array(z.unknown()).parse(evaluate(list, scope))[
      z.coerce.number().int().parse(evaluate(index, scope))
    ];
    if (chosen === undefined) throw new TemplateError(`Fn::Select: no item ${String(index)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = pair.parse(argument);
    return scalar.parse(evaluate(text, scope)).split(z.string().min(1).parse(separator));
  },
  'Fn::FindInMap': (argument, scope) => {
    const keys = triple.parse(argument).map((key) => scalar.parse(evaluate(key, scope)));
    return scope.mapping(...z.tuple([z.string(), z.string(), z.string()]).parse(keys));
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables] = subArguments.parse(argument);
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const own = variables[name];
      if (own !== undefined) return scalar.parse(evaluate(own, scope));
      return scalar.parse(
        name.includes('.') ? scope.attribute(...attributePath.parse(name)) : scope.reference(name),
      );
    });
  },
};

/**
 * Evaluates all intrinsic functions in a value of the template.
 *
 * @returns a copy without functions; properties and items whose value is `AWS::NoValue` are left out
 * @throws TemplateError for a function that is not supported or has invalid arguments
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;

  const entries = Object.entries(value);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) return call(only[0], only[1], scope);

  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, evaluate(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

/** The value of a condition: a logical function, or the name of another condition. */
export function truth(expression: unknown, scope: Scope): boolean {
  const named = z.strictObject({ Condition: z.string() }).safeParse(expression);
  return named.success
    ? scope.condition(named.data.Condition)
    : z.boolean().parse(evaluate(expression, scope));
}

function call(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new TemplateError(`the local cloud does not support the intrinsic function ${name}`);
  try {
    return intrinsic(argument, scope);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new TemplateError(`${name}: wrong arguments ${JSON.stringify(argument)}`, { cause: error });
  }
}

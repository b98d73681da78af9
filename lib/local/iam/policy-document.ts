import { z } from 'zod';
import { type Condition, parseConditions } from './conditions.ts';
import { UnsupportedPolicy } from './unsupported-policy.ts';

/** A statement with every optional list spelt out. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  /** Absent in a trust policy only. */
  readonly resources: Selection;
  /** Absent in an identity policy. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** Patterns that select, or (`NotAction`, `NotResource`) patterns that select all the rest. */
export interface Selection {
  readonly inverted: boolean;
  readonly patterns: readonly string[];
}

/** Whom a statement of a resource policy is about. */
export interface Principals {
  readonly inverted: boolean;
  /** ARNs and account numbers; `*` is everyone. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
}

const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const principal = z.union([
  z.literal('*').transform(() => ({ AWS: ['*'] })),
  z.strictObject({ AWS: list.optional(), Service: list.optional() }),
]);
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const conditionBlock = z.record(
  z.string(),
  z.record(z.string(), z.union([scalar.transform((one) => [one]), z.array(scalar)])),
);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: list.optional(),
  NotAction: list.optional(),
  Resource: list.optional(),
  NotResource: list.optional(),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Condition: conditionBlock.optional(),
});
const document = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

/**
 * Reads a policy document.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @throws UnsupportedPolicy naming the member, operator, key or variable that is not understood
 */
export function parsePolicy(raw: unknown): readonly Statement[] {
  const parsed = document.safeParse(raw);
  if (!parsed.success)
    throw new UnsupportedPolicy(`The policy is malformed: ${z.prettifyError(parsed.error)}`);
  return parsed.data.Statement.map((one) => ({
    sid: one.Sid,
    effect: one.Effect,
    actions: selection('Action', one.Action, one.NotAction),
    resources: selection('Resource', one.Resource ?? (one.NotResource ? undefined : []), one.NotResource),
    principals: principalsOf(one.Principal, one.NotPrincipal),
    conditions: parseConditions(one.Condition ?? {}),
  }));
}

function selection(member: string, some: string[] | undefined, allBut: string[] | undefined): Selection {
  const patterns = some ?? allBut;
  if (patterns === undefined || (some && allBut)) {
    throw new UnsupportedPolicy(`A statement needs either ${member} or Not${member}.`);
  }
  const variable = patterns.find((pattern) => pattern.includes('${'));
  if (variable !== undefined) throw new UnsupportedPolicy(`Policy variables are not supported: ${variable}`);
  return { inverted: some === undefined, patterns };
}

function principalsOf(
  some: z.output<typeof principal> | undefined,
  allBut: z.output<typeof principal> | undefined,
): Principals | undefined {
  const named = some ?? allBut;
  if (named === undefined) return undefined;
  const services = 'Service' in named ? (named.Service ?? []) : [];
  return { inverted: some === undefined, aws: named.AWS ?? [], services };
}

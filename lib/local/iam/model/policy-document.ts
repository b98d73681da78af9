import { z } from 'zod';
import { UnsupportedPolicy } from '../errors.ts';
import { type Condition, parseConditions } from '../operations/evaluate-conditions.ts';

/** A statement with all optional lists present. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  readonly resources: Selection;
  /** Absent in an identity policy. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** Patterns that match, or with `NotAction` and `NotResource` patterns that must not match. */
export interface Selection {
  readonly inverted: boolean;
  readonly patterns: readonly string[];
}

/** The principals of a statement of a resource policy. */
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
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});

/** The kind of a policy. It decides which members a statement must and must not have. */
type PolicyKind = 'identity' | 'resource' | 'trust';

/**
 * Reads a policy document.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @throws UnsupportedPolicy naming the member, operator, key or variable that is not understood or out of place
 */
export function parsePolicy(kind: PolicyKind, raw: unknown): readonly Statement[] {
  const parsed = document.safeParse(raw);
  if (!parsed.success) throw malformed(z.prettifyError(parsed.error));
  const statements = parsed.data.Statement;
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  if (new Set(sids).size < sids.length) throw malformed(`Sids must be unique: ${sids.join(', ')}`);
  return statements.map((one) => {
    refuseMisplaced(kind, one);
    return {
      sid: one.Sid,
      effect: one.Effect,
      actions: selection('Action', one.Action, one.NotAction),
      // A trust policy applies to its role and does not name it.
      resources: selection('Resource', kind === 'trust' ? ['*'] : one.Resource, one.NotResource),
      principals: principalsOf(one.Principal, one.NotPrincipal),
      conditions: parseConditions(one.Condition ?? {}),
    };
  });
}

/** Checks of IAM and the services on a well-formed statement. */
function refuseMisplaced(kind: PolicyKind, one: z.output<typeof statement>): void {
  const names = one.Principal !== undefined || one.NotPrincipal !== undefined;
  if (kind === 'resource') {
    if (!names) throw malformed('a statement of a resource policy needs a Principal.');
    if (one.NotPrincipal !== undefined && one.Effect === 'Allow')
      throw malformed('NotPrincipal goes with Deny only.');
    return;
  }
  if (!/^[0-9A-Za-z]*$/.test(one.Sid ?? ''))
    throw malformed(`a Sid in a policy of a role is alphanumeric: ${one.Sid}`);
  if (kind === 'trust') {
    if (one.Principal === undefined) throw malformed('a statement of a trust policy needs a Principal.');
    if (one.Resource !== undefined || one.NotResource !== undefined)
      throw malformed('a trust policy does not name a Resource.');
    const action = [...(one.Action ?? []), ...(one.NotAction ?? [])].find((it) => !/^sts:/i.test(it));
    if (action !== undefined) throw malformed(`a trust policy is about actions of STS, not ${action}`);
    return;
  }
  if (names) throw malformed('a policy of a role does not name a Principal.');
  const stray = [...(one.Resource ?? []), ...(one.NotResource ?? [])].find(
    (resource) => resource !== '*' && !resource.startsWith('arn:'),
  );
  if (stray !== undefined) throw malformed(`a Resource is an ARN or "*": ${stray}`);
}

function malformed(problem: string): UnsupportedPolicy {
  return new UnsupportedPolicy(`MalformedPolicyDocument: ${problem}`);
}

function selection(member: string, some: string[] | undefined, allBut: string[] | undefined): Selection {
  const patterns = some ?? allBut;
  if (patterns === undefined || (some && allBut)) {
    throw malformed(`a statement needs either ${member} or Not${member}.`);
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

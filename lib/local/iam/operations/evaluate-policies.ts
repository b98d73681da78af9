import type { Selection, Statement } from '../model/policy-document.ts';
import { type Caller, reachOf } from '../model/policy-principal.ts';
import { matchesWildcard } from '../model/wildcard.ts';
import type { CallContext } from './evaluate-conditions.ts';

/** One call as policies see it. */
export interface Access {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: CallContext;
}

/** The result, with the statements that decided. */
export type Decision =
  | { readonly allowed: true; readonly by: readonly Statement[] }
  | { readonly allowed: false; readonly reason: string };

/**
 * Evaluates a call within one account: an explicit Deny wins; else an Allow of the identity's policies or one of the
 * resource's policy that names the caller. For a KMS key, identity policies count only if the key policy allows the account.
 *
 * @param resourcePolicy - undefined if the resource has none
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function evaluate(
  access: Access,
  identityPolicies: readonly Statement[],
  resourcePolicy: readonly Statement[] | undefined,
): Decision {
  const identity = identityPolicies.filter((statement) => applies(statement, access));
  const reached = (resourcePolicy ?? [])
    .filter((statement) => applies(statement, access))
    .map((statement) => ({
      statement,
      reach: statement.principals ? reachOf(statement.principals, access.caller) : 'none',
    }))
    .filter(({ reach }) => reach !== 'none');
  if (identity.some(({ effect }) => effect === 'Deny'))
    return deny('with an explicit deny in an identity-based policy');
  if (reached.some(({ statement }) => statement.effect === 'Deny')) {
    return deny('with an explicit deny in a resource-based policy');
  }
  const direct = reached.filter(({ reach }) => reach === 'direct').map(({ statement }) => statement);
  const delegating = reached.filter(({ reach }) => reach === 'account').map(({ statement }) => statement);
  const keyDecides = access.resource.startsWith('arn:aws:kms:') && access.resource.includes(':key/');
  // A key without a policy has KMS's default policy, which allows the account.
  const identityCounts = !keyDecides || resourcePolicy === undefined || delegating.length > 0;
  const by = [...direct, ...(identityCounts ? identity : [])];
  if (by.length > 0)
    return { allowed: true, by: identity.length > 0 && keyDecides ? [...by, ...delegating] : by };
  const missing =
    identity.length > 0 || access.caller.identity === undefined ? 'resource-based' : 'identity-based';
  return deny(`because no ${missing} policy allows the ${access.action} action`);
}

function deny(reason: string): Decision {
  return { allowed: false, reason };
}

function applies(statement: Statement, access: Access): boolean {
  return (
    selects(statement.actions, access.action.toLowerCase(), (pattern) => pattern.toLowerCase()) &&
    selects(statement.resources, access.resource, (pattern) => pattern) &&
    statement.conditions.every((condition) => condition.holds(access.context))
  );
}

function selects(selection: Selection, text: string, normalise: (pattern: string) => string): boolean {
  return (
    selection.patterns.some((pattern) => matchesWildcard(normalise(pattern), text)) !== selection.inverted
  );
}

/** The action patterns of a statement that match the action; for `NotAction`, the action itself. */
export function patternsUsed(statement: Statement, action: string): readonly string[] {
  if (statement.actions.inverted) return [action];
  return statement.actions.patterns.filter((pattern) =>
    matchesWildcard(pattern.toLowerCase(), action.toLowerCase()),
  );
}

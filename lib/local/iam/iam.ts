import { AwsError } from '../service.ts';
import type { CallContext } from './conditions.ts';
import { evaluate, patternsUsed } from './evaluate.ts';
import { parsePolicy, type Statement } from './policy-document.ts';
import { type Caller, callerOf } from './principal.ts';

/** What somebody wants to do. */
interface AccessRequest {
  /** ARN of a user or a role's session, or the name of an AWS service (`s3.amazonaws.com`). */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: CallContext;
}

/** One action of one Allow statement, and how many calls it has allowed so far. */
interface Grant {
  /** `role/NAME POLICY`, or the ARN of the resource whose policy it is. */
  readonly policy: string;
  readonly sid: string | undefined;
  /** Position of the statement in its policy. */
  readonly statement: number;
  /** As written in the policy, wildcards and all. */
  readonly action: string;
  readonly calls: number;
}

/** The policies of the embedded account, and their verdicts. */
export interface Iam {
  /**
   * Attaches a policy to `role/NAME` or `user/NAME`; one of the same name is replaced.
   *
   * @throws UnsupportedPolicy
   */
  attachIdentityPolicy(identity: string, name: string, document: unknown): void;
  /**
   * Sets the policy of a bucket, key or queue (the bucket's covers its objects), or removes it (`undefined`).
   *
   * @throws UnsupportedPolicy
   */
  setResourcePolicy(arn: string, document: unknown): void;
  /** @throws AwsError `AccessDenied` in AWS's own wording */
  authorize(request: AccessRequest): void;
  /** Every grant that is attached; the ones without calls were not needed. */
  grants(): readonly Grant[];
}

/** @param administrator - ARN of the user who may do everything that no resource policy denies */
export function createIam(administrator: string): Iam {
  const identityPolicies = new Map<string, Map<string, readonly Statement[]>>();
  const resourcePolicies = new Map<string, readonly Statement[]>();
  const uses = new Map<Statement, Map<string, number>>();

  const iam: Iam = {
    attachIdentityPolicy(identity, name, document) {
      const policies = identityPolicies.get(identity) ?? new Map();
      identityPolicies.set(identity, policies.set(name, parsePolicy(document)));
    },
    setResourcePolicy(arn, document) {
      if (document === undefined) resourcePolicies.delete(arn);
      else resourcePolicies.set(arn, parsePolicy(document));
    },
    authorize({ principal, action, resource, context }) {
      const caller = callerOf(principal);
      const access = { caller, action, resource, context: { ...principalContext(caller), ...context } };
      const own = [...(identityPolicies.get(caller.identity ?? '')?.values() ?? [])].flat();
      const decision = evaluate(access, own, resourcePolicies.get(policyHolder(resource)));
      if (!decision.allowed) throw denied(access, decision.reason);
      for (const statement of decision.by) count(uses, statement, action);
    },
    grants() {
      const attached = [
        ...[...identityPolicies].flatMap(([identity, policies]) =>
          [...policies].map(([name, statements]) => [`${identity} ${name}`, statements] as const),
        ),
        ...resourcePolicies,
      ];
      return attached.flatMap(([policy, statements]) =>
        statements.flatMap((statement, index) => grantsOf(policy, statement, index, uses.get(statement))),
      );
    },
  };
  iam.attachIdentityPolicy(callerOf(administrator).identity ?? administrator, 'AdministratorAccess', {
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  return iam;
}

function principalContext(caller: Caller): CallContext {
  return {
    'aws:PrincipalArn': caller.policyArn,
    'aws:PrincipalIsAWSService': String(caller.account === undefined),
    ...(caller.account !== undefined && {
      'aws:PrincipalAccount': caller.account,
      'kms:CallerAccount': caller.account,
      'aws:ResourceAccount': caller.account,
    }),
  };
}

/** Objects are covered by the policy of their bucket. */
function policyHolder(resource: string): string {
  if (!resource.startsWith('arn:aws:s3:::')) return resource;
  const slash = resource.indexOf('/');
  return slash < 0 ? resource : resource.slice(0, slash);
}

function denied(access: { caller: Caller; action: string; resource: string }, reason: string): AwsError {
  const { caller, action, resource } = access;
  const quoted = action.startsWith('s3:') ? `"${resource}"` : resource;
  return new AwsError(
    'AccessDenied',
    403,
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${quoted} ${reason}`,
  );
}

function count(uses: Map<Statement, Map<string, number>>, statement: Statement, action: string): void {
  const counts = uses.get(statement) ?? new Map<string, number>();
  uses.set(statement, counts);
  for (const pattern of patternsUsed(statement, action)) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
}

function grantsOf(
  policy: string,
  statement: Statement,
  index: number,
  counts: ReadonlyMap<string, number> | undefined,
): readonly Grant[] {
  if (statement.effect === 'Deny') return [];
  const actions = statement.actions.inverted ? [...(counts?.keys() ?? [])] : statement.actions.patterns;
  return actions.map((action) => ({
    policy,
    sid: statement.sid,
    statement: index,
    action,
    calls: counts?.get(action) ?? 0,
  }));
}

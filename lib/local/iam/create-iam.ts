import { ACCOUNT } from '../kit/resource.ts';
import { AwsError } from '../kit/service.ts';
import { namingPolicy } from './errors.ts';
import { parsePolicy, type Statement } from './model/policy-document.ts';
import { inlineSize, refuseLargeInline, refuseLargePolicy } from './model/policy-limits.ts';
import { type Caller, callerOf } from './model/policy-principal.ts';
import { createUsage, type Denial, type Grant, type Reach } from './model/usage.ts';
import type { CallContext } from './operations/evaluate-conditions.ts';
import { type Decision, evaluate } from './operations/evaluate-policies.ts';

/** A call to authorize. */
interface AccessRequest {
  /** ARN of a user or a role's session, or the name of an AWS service (`s3.amazonaws.com`). */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: CallContext;
}

/** A policy of a role or a user, and its size in characters. */
interface IdentityPolicy {
  readonly statements: readonly Statement[];
  readonly size: number;
}

/** The policies of the local account and their evaluation. */
export interface Iam {
  /**
   * Attaches a policy to `role/NAME` or `user/NAME`. It replaces one of the same name.
   *
   * @throws UnsupportedPolicy
   */
  attachIdentityPolicy(identity: string, name: string, document: unknown): void;
  /**
   * Sets the policy of a bucket (it covers its objects), key, queue or function, or the trust policy of a role; `undefined`
   * removes it.
   *
   * @throws UnsupportedPolicy
   */
  setResourcePolicy(arn: string, document: unknown): void;
  /** @throws AwsError `AccessDenied` in AWS's own wording */
  authorize(request: AccessRequest): void;
  /** Like `authorize`, for a right that a call does not need. A refusal is not recorded. */
  allows(request: AccessRequest): boolean;
  /**
   * Starts to attach all policies again.
   *
   * @returns a function that removes all policies that were not attached since then
   */
  renew(): () => void;
  /** Every granted action, with the number of calls of functions and services that needed it. */
  grants(): readonly Grant[];
  /** Every resource of a grant, with the number of such calls. */
  reaches(): readonly Reach[];
  /** Every call that was refused. */
  denials(): readonly Denial[];
}

/** @param administrator - ARN of the user who may do everything that no resource policy denies */
export function createIam(administrator: string): Iam {
  const identityPolicies = new Map<string, Map<string, IdentityPolicy>>();
  const resourcePolicies = new Map<string, readonly Statement[]>();
  const usage = createUsage();
  const denials = new Map<string, Denial>();
  /** Policies that were attached since the last renewal began. */
  const fresh = new Set<string>();

  function decide({ principal, action, resource, context }: AccessRequest): {
    readonly decision: Decision;
    readonly caller: Caller;
  } {
    const caller = callerOf(principal);
    const access = { caller, action, resource, context: { ...principalContext(caller), ...context } };
    const policies = [...(identityPolicies.get(caller.identity ?? '')?.values() ?? [])];
    const own = policies.flatMap(({ statements }) => statements);
    const decision = evaluate(access, own, resourcePolicies.get(policyHolder(resource)));
    // Calls of the administrator do not count: they do not show that the stack needs a right.
    if (decision.allowed && principal !== administrator)
      for (const statement of decision.by) usage.count(statement, action, resource);
    return { decision, caller };
  }

  function attached(): readonly (readonly [policy: string, statements: readonly Statement[]])[] {
    return [
      ...[...identityPolicies].flatMap(([identity, policies]) =>
        [...policies].map(([name, { statements }]) => [`${identity} ${name}`, statements] as const),
      ),
      ...resourcePolicies,
    ];
  }

  const iam: Iam = {
    attachIdentityPolicy(identity, name, document) {
      const policies = identityPolicies.get(identity) ?? new Map<string, IdentityPolicy>();
      const label = `${identity} ${name}`;
      const attaching = namingPolicy(label, () => {
        const others = [...policies].filter(([other]) => other !== name && fresh.has(`${identity} ${other}`));
        const size = inlineSize(document);
        refuseLargeInline([size, ...others.map(([, policy]) => policy.size)]);
        return { statements: parsePolicy('identity', document), size };
      });
      identityPolicies.set(identity, policies.set(name, attaching));
      fresh.add(label);
    },
    setResourcePolicy(arn, document) {
      const read = (): readonly Statement[] => {
        refuseLargePolicy(arn, document);
        return parsePolicy(arn.startsWith('arn:aws:iam:') ? 'trust' : 'resource', document);
      };
      if (document === undefined) resourcePolicies.delete(arn);
      else resourcePolicies.set(arn, namingPolicy(arn, read));
      fresh.add(arn);
    },
    authorize(request) {
      const { decision, caller } = decide(request);
      if (decision.allowed) return;
      const { principal, action, resource } = request;
      const key = `${principal} ${action} ${resource}`;
      denials.set(key, { principal, action, resource, calls: (denials.get(key)?.calls ?? 0) + 1 });
      throw denied({ ...request, caller }, decision.reason);
    },
    allows: (request) => decide(request).decision.allowed,
    renew() {
      fresh.clear();
      return () => {
        for (const [identity, policies] of identityPolicies) {
          for (const name of policies.keys()) {
            if (identity.startsWith('role/') && !fresh.has(`${identity} ${name}`)) policies.delete(name);
          }
        }
        for (const arn of resourcePolicies.keys()) if (!fresh.has(arn)) resourcePolicies.delete(arn);
      };
    },
    grants: () =>
      attached().flatMap(([policy, statements]) =>
        statements.flatMap((statement, index) => usage.grants(policy, statement, index)),
      ),
    reaches: () =>
      attached().flatMap(([policy, statements]) =>
        statements.flatMap((statement, index) => usage.reaches(policy, statement, index)),
      ),
    denials: () => [...denials.values()],
  };
  iam.attachIdentityPolicy(callerOf(administrator).identity ?? administrator, 'AdministratorAccess', {
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  return iam;
}

/**
 * Condition keys about the caller. There are no forwarded calls here: services act in their own name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function principalContext(caller: Caller): CallContext {
  const common = { 'aws:ResourceAccount': ACCOUNT, 'aws:ViaAWSService': 'false' };
  if (caller.account === undefined)
    return { ...common, 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller.arn };
  return {
    ...common,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': caller.policyArn,
    'aws:PrincipalAccount': caller.account,
    'aws:PrincipalType': caller.policyArn === caller.arn ? 'User' : 'AssumedRole',
    'kms:CallerAccount': caller.account,
  };
}

/** The policy of a bucket covers its objects. */
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

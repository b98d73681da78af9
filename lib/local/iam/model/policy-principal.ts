import type { Principals } from './policy-document.ts';

/** The caller, as policies see it. */
export interface Caller {
  /** The session's or user's ARN; of an AWS service its name, for example `s3.amazonaws.com`. */
  readonly arn: string;
  /** `role/NAME` or `user/NAME`: what identity policies are attached to; an AWS service has none. */
  readonly identity: string | undefined;
  /** `arn:aws:iam::ACCOUNT:role/NAME` for a session of a role, else the same as `arn`. */
  readonly policyArn: string;
  readonly account: string | undefined;
}

/** @throws Error for an ARN that is neither a user nor a session of a role */
export function callerOf(arn: string): Caller {
  if (!arn.startsWith('arn:')) return { arn, identity: undefined, policyArn: arn, account: undefined };
  const [, , , , account = '', resource = ''] = arn.split(':');
  const [kind, name] = resource.split('/');
  if (kind === 'assumed-role') {
    return { arn, identity: `role/${name}`, policyArn: `arn:aws:iam::${account}:role/${name}`, account };
  }
  if (kind !== 'user') throw new Error(`No principal of the local cloud: ${arn}`);
  return { arn, identity: resource, policyArn: arn, account };
}

/**
 * How a statement of a resource policy names the caller: directly, or by their account, in which case identity policies
 * decide.
 */
export function reachOf(principals: Principals, caller: Caller): 'direct' | 'account' | 'none' {
  const reach = positiveReach(principals, caller);
  if (!principals.inverted) return reach;
  return reach === 'none' ? 'direct' : 'none';
}

function positiveReach(principals: Principals, caller: Caller): 'direct' | 'account' | 'none' {
  if (caller.account === undefined) {
    return principals.services.includes(caller.arn) || principals.aws.includes('*') ? 'direct' : 'none';
  }
  if (principals.aws.some((one) => one === '*' || one === caller.arn || one === caller.policyArn))
    return 'direct';
  const root = `arn:aws:iam::${caller.account}:root`;
  return principals.aws.includes(root) || principals.aws.includes(caller.account) ? 'account' : 'none';
}

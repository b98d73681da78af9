import type { Denial, Grant, Iam, Reach } from './iam/index.ts';

/** What the policies of the stack were good for. */
export interface Rights {
  /** By every action of every Allow statement. */
  readonly grants: readonly (Grant & Held)[];
  /** By every resource of every Allow statement. */
  readonly reaches: readonly (Reach & Held)[];
  /** Calls of functions and services that no statement allowed, or that one denied. */
  readonly denials: readonly (Denial & Held)[];
}

interface Held {
  /**
   * Whose right it is, or would have been: a function or a schedule, by the last part of its path in the app (`encryptor`); of
   * the policy of a resource, the resource; an AWS service, by its name (`s3.amazonaws.com`).
   */
  readonly holder: string;
}

/**
 * The record of which right allowed which calls. It holds neither the rights of roles in which nothing of the stack acts (those
 * of helpers that the embedded cloud passes by), nor what the administrator tried in vain.
 *
 * @param principals - what acts in roles: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`, or a schedule's name at the end
 */
export function rightsOf(
  iam: Iam,
  principals: readonly string[],
  labelOf: (physicalName: string) => string,
): Rights {
  const sessions = principals.map((principal) => {
    const [role = '', name = ''] = principal.split('/').slice(1);
    return { principal, policies: `role/${role} `, holder: labelOf(name) };
  });
  /** An ARN with the names that people use. */
  const readable = (arn: string): string => arn.replace(/[^:/]+/g, labelOf);
  const held = <T extends { readonly policy: string }>(right: T): readonly (T & Held)[] =>
    right.policy.startsWith('arn:')
      ? [{ ...right, holder: readable(right.policy) }]
      : sessions
          .filter(({ policies }) => right.policy.startsWith(policies))
          .map(({ holder }) => ({ ...right, holder }));
  const holderOf = (principal: string): string =>
    sessions.find((one) => one.principal === principal)?.holder ?? readable(principal);
  return {
    grants: iam
      .grants()
      .flatMap(held)
      .map((grant) => ({ ...grant, resources: grant.resources.map(readable) })),
    reaches: iam
      .reaches()
      .flatMap(held)
      .map((reach) => ({ ...reach, resource: readable(reach.resource) })),
    denials: iam
      .denials()
      .filter(({ principal }) => !principal.includes(':user/'))
      .map((denial) => ({
        ...denial,
        holder: holderOf(denial.principal),
        resource: readable(denial.resource),
      })),
  };
}

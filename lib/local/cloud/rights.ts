import type { Denial, Grant, Iam, Reach } from '../iam/index.ts';

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
    return { principal, role, holder: labelOf(name) };
  });
  /** An ARN with the names that people use. */
  const readable = (arn: string): string => arn.replace(/[^:/]+/g, labelOf);
  /** `role/NAME POLICY`, and of a trust policy the ARN of its role, are about who acts in the role. */
  const holdersOf = (policy: string): readonly string[] => {
    const [, role] = /(?:^|:)role\/(\S+)/.exec(policy) ?? [];
    if (role !== undefined) return sessions.filter((one) => one.role === role).map(({ holder }) => holder);
    return policy.startsWith('arn:') ? [readable(policy)] : [];
  };
  const held = <T extends { readonly policy: string }>(right: T): readonly (T & Held)[] =>
    holdersOf(right.policy).map((holder) => ({ ...right, holder }));
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

/**
 * Holds the record of rights against a whole run: every action of every statement that allows something to a function, or to
 * whomever the policy of a resource names, has to be needed by some call, and so has every resource of it.
 *
 * @returns a line for each that is not
 */
export function unusedRights({ grants, reaches }: Pick<Rights, 'grants' | 'reaches'>): readonly string[] {
  const usedStatements = new Set(grants.filter(({ calls }) => calls > 0).map(statementOf));
  return [
    ...grants
      .filter(({ calls }) => calls === 0)
      .map(
        (grant) =>
          `unused: ${grant.holder} needs no ${grant.action} on ${grant.resources.join(', ')} (${statementOf(grant)})`,
      ),
    ...reaches
      .filter((reach) => reach.calls === 0 && usedStatements.has(statementOf(reach)))
      .map((reach) => `unused: ${reach.holder} needs nothing on ${reach.resource} (${statementOf(reach)})`),
  ];
}

/** @returns a line for each call of a function or an AWS service that was refused */
export function missingRights({ denials }: Pick<Rights, 'denials'>): readonly string[] {
  return denials.map(
    ({ holder, action, resource, calls }) =>
      `missing: ${holder} was refused ${action} on ${resource} (${calls} ${calls === 1 ? 'time' : 'times'})`,
  );
}

function statementOf({
  policy,
  statement,
  sid,
}: Pick<Rights['grants'][number], 'policy' | 'statement' | 'sid'>): string {
  return `${policy}, statement ${sid ?? statement}`;
}

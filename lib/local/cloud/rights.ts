import type { Denial, Grant, Iam, Reach } from '../iam/index.ts';

/** Which rights of the stack's policies were used, and which were missing. */
export interface Rights {
  /** By every action of every Allow statement. */
  readonly grants: readonly (Grant & Held)[];
  /** By every resource of every Allow statement. */
  readonly reaches: readonly (Reach & Held)[];
  /** Refused calls of functions and services. */
  readonly denials: readonly (Denial & Held)[];
}

interface Held {
  /**
   * Who holds the right or lacks it: a function, by the last part of its path in the app (`encryptor`); a resource with a
   * policy, by its ARN; an AWS service, by its name (`s3.amazonaws.com`).
   */
  readonly holder: string;
}

/**
 * Records which right allowed which calls. It leaves out the roles of functions that do not run here and the refused calls
 * of the administrator.
 *
 * @param principals - the sessions of functions: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/FUNCTION`
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
  /** An ARN with labels in place of physical names. */
  const readable = (arn: string): string => arn.replace(/[^:/]+/g, labelOf);
  /** `role/NAME POLICY`, and for a trust policy the ARN of its role, belong to the sessions of that role. */
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
 * Finds the rights that a run did not need. Each action and each resource of each Allow statement must be needed by at least
 * one call.
 *
 * @returns a line for each right that no call needed
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

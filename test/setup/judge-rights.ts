import type { Rights } from '#local';

/**
 * Holds the record of rights against the run: every action of every statement of a function's role, and every resource,
 * has to be needed by some call, and no call of a function may be refused.
 *
 * @returns a line for each that is not so
 */
export function judgeRights({ grants, reaches, denials }: Rights): readonly string[] {
  const usedStatements = new Set(grants.filter(({ calls }) => calls > 0).map(statementOf));
  return [
    ...grants
      .filter(({ calls }) => calls === 0)
      .map(
        (grant) =>
          `unused: ${grant.functionName} needs no ${grant.action} on ${grant.resources.join(', ')} (${statementOf(grant)})`,
      ),
    ...reaches
      .filter((reach) => reach.calls === 0 && usedStatements.has(statementOf(reach)))
      .map(
        (reach) => `unused: ${reach.functionName} needs nothing on ${reach.resource} (${statementOf(reach)})`,
      ),
    ...denials.map(
      ({ functionName, action, resource, calls }) =>
        `missing: ${functionName} was refused ${action} on ${resource} (${calls} ${calls === 1 ? 'time' : 'times'})`,
    ),
  ];
}

function statementOf({
  policy,
  statement,
  sid,
}: Pick<Rights['grants'][number], 'policy' | 'statement' | 'sid'>): string {
  return `${policy}, statement ${sid ?? statement}`;
}

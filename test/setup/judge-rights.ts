import type { Rights } from '#local';

/**
 * Checks the rights record of a full run. For every statement that grants rights to a function, or to a principal that
 * a resource policy names, a call must have used each action and each resource.
 *
 * @returns a line for each unused right
 */
export function unusedRights({ grants, reaches }: Pick<Rights, 'grants' | 'reaches'>): readonly string[] {
  const usedStatements = new Set(grants.filter(({ calls }) => calls > 0).map(statementOf));
  return [
    ...grants
      .filter(({ calls }) => calls === 0)
      .map(
        (grant) =>
          `unused: ${grant.holder} never uses ${grant.action} on ${grant.resources.join(', ')} (${statementOf(grant)})`,
      ),
    ...reaches
      .filter((reach) => reach.calls === 0 && usedStatements.has(statementOf(reach)))
      .map((reach) => `unused: ${reach.holder} uses nothing on ${reach.resource} (${statementOf(reach)})`),
  ];
}

/** @returns a line for each refused call of a function or an AWS service */
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

import type { Rights } from '#local';

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

import type { Rights } from '#local';
import { UNUSED_RIGHTS, type UnusedRight } from './unused-rights.ts';

/**
 * Holds the record of rights against the run: every action of every statement of a function's role, and every resource,
 * has to be needed by some call, and no call of a function may be refused.
 *
 * @returns a line for each that is not so, and one for each exception that this run did not need
 */
export function judgeRights(
  { grants, reaches, denials }: Rights,
  exceptions: readonly UnusedRight[] = UNUSED_RIGHTS,
): { readonly faults: readonly string[]; readonly settled: readonly string[] } {
  const unused = grants.filter(({ calls }) => calls === 0);
  const matches = (grant: (typeof grants)[number], exception: UnusedRight): boolean =>
    grant.functionName === exception.functionName &&
    grant.action === exception.action &&
    grant.resources.some((resource) => resource === exception.resource);
  const usedStatements = new Set(grants.filter(({ calls }) => calls > 0).map(statementOf));
  const faults = [
    ...unused
      .filter((grant) => !exceptions.some((exception) => matches(grant, exception)))
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
  // Some rights are for races that not every run has: what is settled is worth a word, no more.
  const settled = exceptions
    .filter((exception) => !unused.some((grant) => matches(grant, exception)))
    .map(
      ({ functionName, action, resource }) =>
        `settled: ${functionName} uses ${action} on ${resource}, or has it no more: take it off the list`,
    );
  return { faults, settled };
}

function statementOf({
  policy,
  statement,
  sid,
}: Pick<Rights['grants'][number], 'policy' | 'statement' | 'sid'>): string {
  return `${policy}, statement ${sid ?? statement}`;
}

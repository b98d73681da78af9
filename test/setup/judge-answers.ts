import { type Code, errorsOf, type Route, type RouteName, routes } from '#contract';

/** Routes that depend on nothing that can fail. The last two report the health of others. */
export const selfSufficient: readonly RouteName[] = ['config', 'openApi', 'health', 'healthOfService'];

/**
 * Compares the answers that tests have seen with the contract: every route must succeed once, and must answer once with
 * every code that it can return.
 *
 * @param seen - `listFiles 200`, `getFile file_not_found`
 * @returns the answers that no test has seen
 */
export function unseenAnswers(seen: ReadonlySet<string>): readonly string[] {
  const all = Object.entries(routes) as [RouteName, Route][];
  return all
    .flatMap(([name, route]) => {
      const codes = errorsOf(route).filter((code) => isReachable(name, code));
      return [...statusesOf(route), ...codes].map((answer) => `${name} ${answer}`);
    })
    .filter((answer) => !seen.has(answer));
}

/** The statuses that are no problems. 503 is among them where a route reports that something is unhealthy. */
function statusesOf({ status, conditional, mayDegrade }: Route): number[] {
  return [status, ...(conditional ? [304] : []), ...(mayDegrade ? [503] : [])];
}

function isReachable(name: RouteName, code: Code): boolean {
  // It needs concurrent calls, and few of those produce it.
  if (code === 'conflict') return false;
  // The record of an invitation outlives the idempotency key that created it.
  if (name === 'invite' && code === 'created_and_gone') return false;
  return !(selfSufficient.includes(name) && (code === 'internal_error' || code === 'service_unavailable'));
}

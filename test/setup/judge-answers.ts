import { type Code, errorsOf, type Route, type RouteName, routes } from '#contract';

/** Routes that depend on nothing which could fail: the last two say of others that they are not well. */
export const selfSufficient: readonly RouteName[] = ['config', 'openApi', 'health', 'healthOfService'];

/**
 * Holds what the tests have seen against the document: every route has to succeed, and to answer with every code that it may.
 *
 * @param seen - `listFiles 200`, `getFile file_not_found`
 * @returns those that are missing
 */
export function unseenAnswers(seen: ReadonlySet<string>): readonly string[] {
  const all = Object.entries(routes) as [RouteName, Route][];
  return all
    .flatMap(([name, route]) => {
      const codes = errorsOf(route).filter((code) => canBeHad(name, code));
      return [...statusesOf(route), ...codes].map((answer) => `${name} ${answer}`);
    })
    .filter((answer) => !seen.has(answer));
}

/** Without problems: 503 is the status of an answer that says of something that it is not well. */
function statusesOf({ status, conditional, mayDegrade }: Route): number[] {
  return [status, ...(conditional ? [304] : []), ...(mayDegrade ? [503] : [])];
}

function canBeHad(name: RouteName, code: Code): boolean {
  // It comes of calls at once, and of few of them.
  if (code === 'conflict') return false;
  // That somebody was invited stands there for longer than the key that he was invited with.
  if (name === 'invite' && code === 'created_and_gone') return false;
  return !(selfSufficient.includes(name) && (code === 'internal_error' || code === 'service_unavailable'));
}

import { Problem, routes } from '#contract';

/**
 * The problem of a request that no route takes: a known path with another method, or an unknown path. With a slash at its end, a
 * path is another one, as API Gateway has it.
 *
 * @param path - with the leading `/api`
 */
export function unrouted(path: string): Problem {
  const matches = Object.values(routes).filter((route) => pattern(route.path).test(path));
  if (matches.length === 0) return new Problem('route_not_found');
  return new Problem('method_not_allowed', { allow: matches.map((route) => route.method) });
}

function pattern(path: string): RegExp {
  const steps = path.split('/').map((step) => (step.startsWith('{') ? '[^/]+' : RegExp.escape(step)));
  return new RegExp(`^/api${steps.join('/')}$`);
}

/** A parsed route key. */
interface Route<T> {
  readonly key: string;
  /** `ANY` matches every method. */
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly target: T;
}

type Segment =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

export interface RouteMatch<T> {
  readonly key: string;
  readonly target: T;
  /** Percent-decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** @returns the target of the route, or undefined if none matches */
export type FindRoute<T> = (method: string, path: string) => RouteMatch<T> | undefined;

const SPECIFICITY = { exact: 0, parameter: 1, greedy: 2 } as const;

/**
 * Finds routes as an HTTP API does: the most specific path wins, segment by segment, then the method before `ANY`;
 * `$default` matches the rest.
 *
 * @param routes - by route key, for example `GET /files/{id}`
 * @throws Error for an invalid route key
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export function createRouteTable<T>(routes: ReadonlyMap<string, T>): FindRoute<T> {
  const fallback = routes.get('$default');
  const table = [...routes]
    .filter(([key]) => key !== '$default')
    .map(([key, target]) => parseRoute(key, target))
    .sort(compareRoutes);

  return (method, path) => {
    const sent = path.split('/').slice(1);
    for (const { key, method: wanted, segments, target } of table) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const pathParameters = matchSegments(segments, sent);
      if (pathParameters) return { key, target, pathParameters };
    }
    return fallback === undefined ? undefined : { key: '$default', target: fallback, pathParameters: {} };
  };
}

function parseRoute<T>(key: string, target: T): Route<T> {
  const [, method, path] = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/(.*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined) throw new Error(`${key} is not a route key`);
  return { key, method, segments: path.split('/').map(parseSegment), target };
}

function parseSegment(text: string): Segment {
  const [, name, plus] = /^\{([\w.:-]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'exact', text };
  return { kind: plus ? 'greedy' : 'parameter', name };
}

function compareRoutes<T>(a: Route<T>, b: Route<T>): number {
  for (const [index, segment] of a.segments.entries()) {
    const other = b.segments[index];
    if (other && SPECIFICITY[segment.kind] !== SPECIFICITY[other.kind])
      return SPECIFICITY[segment.kind] - SPECIFICITY[other.kind];
  }
  return b.segments.length - a.segments.length || Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function matchSegments(
  segments: readonly Segment[],
  sent: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const given = sent[index];
    if (given === undefined) return undefined;
    if (segment.kind === 'greedy') {
      const rest = sent.slice(index).join('/');
      return rest === '' ? undefined : { ...parameters, [segment.name]: decodePath(rest) };
    }
    if (segment.kind === 'exact' && decodePath(given) !== segment.text) return undefined;
    if (segment.kind === 'parameter') {
      if (given === '') return undefined;
      parameters[segment.name] = decodePath(given);
    }
  }
  return sent.length === segments.length ? parameters : undefined;
}

/** Percent-decodes. Text that does not decode stays as it is. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

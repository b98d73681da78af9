/** One series of a metric, as Prometheus reads it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN))$/;

/**
 * Parses the text format 0.0.4 (prometheus.io, "Exposition formats") and accepts only what it allows. HELP and TYPE
 * come once, before the samples of their metric. The samples of a metric are contiguous, and no series repeats. Buckets
 * are cumulative and end with +Inf, which equals the count.
 *
 * @throws Error that names the line
 */
export function parsePrometheus(text: string): ReadonlyMap<string, MetricFamily> {
  const families = new Map<string, { help: string; type: string; samples: Sample[] }>();
  const series = new Set<string>();
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, metric = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (families.has(metric)) throw new Error(`repeated HELP: ${line}`);
      families.set(metric, { help: rest, type: '', samples: [] });
      current = metric;
      continue;
    }
    const family = families.get(current);
    if (family === undefined) throw new Error(`no HELP before: ${line}`);
    if (kind === 'TYPE') {
      if (metric !== current || family.type !== '' || family.samples.length > 0)
        throw new Error(`misplaced: ${line}`);
      if (!['counter', 'gauge', 'histogram', 'summary', 'untyped'].includes(rest))
        throw new Error(`unknown type: ${line}`);
      family.type = rest;
      continue;
    }
    const [, name = '', list = '', value = ''] = SAMPLE.exec(line) ?? [];
    const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    if (!suffixes.some((suffix) => name === `${current}${suffix}`))
      throw new Error(`not a sample of ${current}: ${line}`);
    const labels = Object.fromEntries(
      list === ''
        ? []
        : list.split(',').map((pair) => {
            const [, label = '', content = ''] =
              /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"$/.exec(pair) ?? [];
            if (label === '') throw new Error(`malformed label: ${line}`);
            return [label, content];
          }),
    );
    const id = `${name}${JSON.stringify(Object.entries(labels).toSorted())}`;
    if (series.has(id)) throw new Error(`repeated series: ${line}`);
    series.add(id);
    family.samples.push({ name, labels, value: Number(value) });
  }
  for (const [name, family] of families)
    if (family.type === 'histogram') checkHistogram(name, family.samples);
  return families;
}

function checkHistogram(name: string, samples: readonly Sample[]): void {
  const groups = Object.groupBy(samples, ({ labels: { le, ...others } }) => JSON.stringify(others));
  for (const group of Object.values(groups)) {
    const buckets = group?.filter((sample) => sample.name === `${name}_bucket`) ?? [];
    const bounds = buckets.map(({ labels }) =>
      labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']),
    );
    const rises = (values: readonly number[]) =>
      values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0));
    if (bounds.length === 0 || bounds.at(-1) !== Number.POSITIVE_INFINITY || !rises(bounds))
      throw new Error(`${name}: wrong bounds ${bounds}`);
    if (!rises(buckets.map(({ value }) => value))) throw new Error(`${name}: buckets are not cumulative`);
    const counts = group?.filter((sample) => sample.name === `${name}_count`).map(({ value }) => value);
    if (counts?.length !== 1 || counts[0] !== buckets.at(-1)?.value)
      throw new Error(`${name}: the +Inf bucket differs from the count`);
    if (group?.filter((sample) => sample.name === `${name}_sum`).length !== 1)
      throw new Error(`${name}: expected one sum`);
  }
}

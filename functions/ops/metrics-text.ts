import { seriesKey } from '#aws';
import { type Metric, metrics } from '#contract';

/** The approximate number of messages of a queue, by state. */
export interface QueueDepth {
  readonly queue: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly deadLetters: number;
}

/**
 * Writes all metrics in the text format 0.0.4 of Prometheus (prometheus.io, "Exposition formats").
 *
 * @param counted - values by `seriesKey`. Missing series are 0
 */
export function metricsText(
  counted: Readonly<Record<string, number>>,
  depths: readonly QueueDepth[],
): string {
  const all: [string, Metric][] = Object.entries(metrics);
  const blocks = all.map(([name, metric]) => {
    const labels = metric.values ?? [undefined];
    return block(
      name,
      metric,
      labels.flatMap((label) => samples(name, metric, label, counted)),
    );
  });
  const queues = depths.flatMap(({ queue, waiting, inFlight }) => [
    sample(
      'queue_messages',
      [
        ['queue', queue],
        ['state', 'waiting'],
      ],
      waiting,
    ),
    sample(
      'queue_messages',
      [
        ['queue', queue],
        ['state', 'in_flight'],
      ],
      inFlight,
    ),
  ]);
  const dead = depths.map(({ queue, deadLetters }) =>
    sample('dead_letters', [['queue', queue]], deadLetters),
  );
  return [
    ...blocks,
    block('queue_messages', { type: 'gauge', help: 'Approximate number of messages in a queue.' }, queues),
    block(
      'dead_letters',
      { type: 'gauge', help: 'Approximate number of messages in a dead-letter queue.' },
      dead,
    ),
  ].join('');
}

type Labels = readonly (readonly [name: string, value: string])[];

function samples(
  name: string,
  { type, label: labelName = '', buckets = [] }: Metric,
  label: string | undefined,
  counted: Readonly<Record<string, number>>,
): string[] {
  const labels: Labels = label === undefined ? [] : [[labelName, label]];
  const number = (part?: string) => counted[seriesKey(name, label, part)] ?? 0;
  if (type !== 'histogram') return [sample(name, labels, number())];
  let below = 0;
  const cumulative = [...buckets, '+Inf'].map((bound) => {
    below += number(`le=${bound}`);
    return sample(`${name}_bucket`, [...labels, ['le', String(bound)]], below);
  });
  return [
    ...cumulative,
    sample(`${name}_sum`, labels, number('sum')),
    sample(`${name}_count`, labels, below),
  ];
}

function block(name: string, { type, help }: Metric, lines: readonly string[]): string {
  return `# HELP encrypt5_${name} ${help}\n# TYPE encrypt5_${name} ${type}\n${lines.join('')}`;
}

/** Label values never contain characters that must be escaped. */
function sample(name: string, labels: Labels, value: number): string {
  const list = labels.map(([label, text]) => `${label}="${text}"`).join(',');
  return `encrypt5_${name}${list === '' ? '' : `{${list}}`} ${value}\n`;
}

import { describe, expect, it } from 'vitest';
import { metrics } from '#contract';
import { metricsText } from '../../../functions/ops/metrics-text.ts';
import { parsePrometheus } from '../../setup/prometheus.ts';

const depths = [{ queue: 'work', waiting: 3, inFlight: 1, deadLetters: 2 }];

describe('the text of metrics', () => {
  it('has every metric and every label value, with 0 if nothing was counted', () => {
    const families = parsePrometheus(metricsText({}, []));
    expect([...families.keys()]).toEqual(
      [...Object.keys(metrics), 'queue_messages', 'dead_letters'].map((name) => `encrypt5_${name}`),
    );
    const files = families.get('encrypt5_files');
    expect(files?.samples.map(({ labels }) => labels['status'])).toEqual(metrics.files.values);
    expect(files?.samples.every(({ value }) => value === 0)).toBe(true);
  });

  it('has cumulative buckets, and the last one is the count', () => {
    const counted = {
      'work_seconds|le=0.1': 2,
      'work_seconds|le=3': 1,
      'work_seconds|le=+Inf': 4,
      'work_seconds|sum': 4000.5,
    };
    const { samples = [] } = parsePrometheus(metricsText(counted, [])).get('encrypt5_work_seconds') ?? {};
    const values = Object.fromEntries(
      samples.map(({ name, labels, value }) => [labels['le'] ?? name, value]),
    );
    expect(values).toMatchObject({
      '0.1': 2,
      '0.3': 2,
      '3': 3,
      '900': 3,
      '+Inf': 7,
      encrypt5_work_seconds_sum: 4000.5,
      encrypt5_work_seconds_count: 7,
    });
  });

  it('has the depths of queues', () => {
    const families = parsePrometheus(metricsText({}, depths));
    expect(
      families.get('encrypt5_queue_messages')?.samples.map(({ labels, value }) => [labels['state'], value]),
    ).toEqual([
      ['waiting', 3],
      ['in_flight', 1],
    ]);
    expect(families.get('encrypt5_dead_letters')?.samples).toMatchObject([
      { labels: { queue: 'work' }, value: 2 },
    ]);
  });
});

describe('the parser that checks them', () => {
  const head = '# HELP a A.\n# TYPE a histogram\n';
  it.each([
    ['a line without an end', '# HELP a A.\n# TYPE a gauge\na 1'],
    ['a sample without HELP', 'a 1\n'],
    ['a repeated series', '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n'],
    ['a sample of a different metric', '# HELP a A.\n# TYPE a gauge\nb 1\n'],
    ['a label without quotes', '# HELP a A.\n# TYPE a gauge\na{b=c} 1\n'],
    ['decreasing buckets', `${head}a_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n`],
    ['no +Inf', `${head}a_bucket{le="1"} 1\na_sum 1\na_count 1\n`],
    ['a count that differs from +Inf', `${head}a_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n`],
  ])('refuses %s', (_, text) => {
    expect(() => parsePrometheus(text)).toThrow();
  });
});

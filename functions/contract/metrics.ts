import { fileStatuses } from './files.ts';
import { httpServices } from './route.ts';
import { mailTemplates } from './work.ts';

/** A metric of `GET /metrics`. Every value of its label has a series from the start. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly label?: string;
  readonly values?: readonly string[];
  /** Upper bounds of a histogram, in the unit of the metric. `+Inf` is added. */
  readonly buckets?: readonly number[];
}

export const metrics = {
  files: { type: 'gauge', help: 'Number of files, by status.', label: 'status', values: fileStatuses },
  file_bytes: { type: 'gauge', help: 'Bytes of plaintext of these files.' },
  work_seconds: {
    type: 'histogram',
    help: 'Time that the encryptor took for one delivery of a work item.',
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 900],
  },
  http_request_seconds: {
    type: 'histogram',
    help: 'Time that requests took, by service. Each instance adds its requests once a minute.',
    label: 'service',
    values: httpServices,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  },
  logins_total: {
    type: 'counter',
    help: 'Attempts to sign in, by outcome.',
    label: 'outcome',
    values: ['accepted', 'refused'],
  },
  mails_total: {
    type: 'counter',
    help: 'Emails that were sent through SES, by template.',
    label: 'template',
    values: mailTemplates,
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
/** The values that the label of a metric may have. */
export type LabelOf<N extends MetricName> = (typeof metrics)[N] extends {
  readonly values: readonly (infer V extends string)[];
}
  ? V
  : undefined;

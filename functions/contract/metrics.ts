import { fileStatuses } from './files.ts';
import { httpServices } from './route.ts';
import { mailTemplates } from './work.ts';

/** What is counted, by its name in `GET /metrics`: every value of the label has a series, from the beginning on. */
export interface Metric {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly label?: string;
  readonly values?: readonly string[];
  /** Upper bounds of a histogram, in the metric's unit; `+Inf` comes of itself. */
  readonly buckets?: readonly number[];
}

export const metrics = {
  files: { type: 'gauge', help: 'Files that there are, by status.', label: 'status', values: fileStatuses },
  file_bytes: { type: 'gauge', help: 'Bytes of plaintext that those files have.' },
  work_seconds: {
    type: 'histogram',
    help: 'How long one delivery of work took the encryptor.',
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300, 900],
  },
  http_request_seconds: {
    type: 'histogram',
    help: 'How long requests took, by the service that answered. An instance adds its own once a minute.',
    label: 'service',
    values: httpServices,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  },
  logins_total: {
    type: 'counter',
    help: 'Attempts to sign in, by what came of them.',
    label: 'outcome',
    values: ['accepted', 'refused'],
  },
  mails_total: {
    type: 'counter',
    help: 'Mails that were handed to SES.',
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

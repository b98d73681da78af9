export { formatRecord, type Paint, paint, plain } from './format-record.ts';
export { withLabels } from './labels.ts';
export type { LogRecord, OnRecord } from './record.ts';

export { formatRecord, type Paint, paint, plain } from './format-record.ts';
export type { LogRecord, OnRecord } from './record.ts';

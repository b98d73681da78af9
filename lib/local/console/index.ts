export type { LogRecord, OnRecord } from './record.ts';

import { z } from 'zod';

/** A parsed line of a function's log. */
export interface FunctionLine {
  /** Upper case. */
  readonly level: string;
  readonly message: string;
  /** The other fields of a structured line. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Fields that every structured line repeats and that the terminal leaves out. */
const BOILERPLATE = new Set([
  'cold_start',
  'correlation_id',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'level',
  'message',
  'sampling_rate',
  'service',
  'timestamp',
  'xray_trace_id',
]);

const structuredLine = z.looseObject({ level: z.string(), message: z.string() });
const metricLine = z.looseObject({ _aws: z.unknown() });

/** @returns undefined for a line that is no log, such as metrics in the embedded metric format */
export function readFunctionLine(line: string): FunctionLine | undefined {
  const json = parseObject(line);
  if (json === undefined)
    return line.trim() === '' ? undefined : { level: 'INFO', message: line, fields: {} };
  if (metricLine.safeParse(json).success && Object.hasOwn(json, '_aws')) return undefined;
  const read = structuredLine.safeParse(json);
  if (!read.success) return { level: 'INFO', message: line, fields: {} };
  const fields = Object.fromEntries(Object.entries(read.data).filter(([name]) => !BOILERPLATE.has(name)));
  return { level: read.data.level.toUpperCase(), message: read.data.message, fields };
}

function parseObject(line: string): object | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

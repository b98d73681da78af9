import { styleText } from 'node:util';
import { readFunctionLine } from './function-line.ts';
import type { LogRecord } from './record.ts';

type Colour = 'blue' | 'bold' | 'cyan' | 'gray' | 'green' | 'magenta' | 'red' | 'yellow';

/** Puts a colour on text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const paint: Paint = (colour, text) => styleText(colour, text, { validateStream: false });
export const plain: Paint = (_, text) => text;

const HEALTH = /^(GET |HEAD )?\/api\/health(\/|$)/;
const LEVEL_COLOURS: Readonly<Record<string, Colour>> = {
  WARN: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
  DEBUG: 'gray',
};
const TRACE_LINES = 4;

/**
 * A record as lines for a person.
 *
 * @returns no line for what would only be noise: health checks that succeed, metrics
 */
export function formatRecord(record: LogRecord, paint: Paint): readonly string[] {
  switch (record.kind) {
    case 'progress':
      return [paint('gray', `  ${record.text}`)];
    case 'warning':
      return [paint('yellow', `  ! ${record.text}`)];
    case 'request': {
      if (record.status < 400 && HEALTH.test(record.path)) return [];
      const status = paint(statusColour(record.status), String(record.status));
      return [
        `${record.method.padEnd(6)} ${record.path}  ${status}  ${paint('gray', duration(record.milliseconds))}`,
      ];
    }
    case 'invocation':
      return formatInvocation(record, paint);
    case 'function-line':
      return formatFunctionLine(record.functionName, record.line, paint);
    case 'job': {
      const failed =
        record.failed > 0 ? paint('red', `  ${record.failed} failed, to be delivered again`) : '';
      const count = `${record.messages} ${record.messages === 1 ? 'message' : 'messages'}`;
      return [
        `${paint('cyan', 'queue ')} ${shortName(record.queueName)} → ${shortName(record.functionName)}  ${count}${failed}  ${paint('gray', duration(record.milliseconds))}`,
      ];
    }
    case 'fault': {
      const caller = record.functionName === undefined ? '' : ` of ${record.functionName}`;
      return [`${paint('red', 'fault ')} ${record.call}${caller}  ${paint('gray', record.fault)}`];
    }
    case 'mail':
      return [`${paint('magenta', 'mail  ')} ${record.to.join(', ')}  ${paint('gray', record.subject)}`];
  }
}

type Invocation = Extract<LogRecord, { kind: 'invocation' }>;

function formatInvocation(record: Invocation, paint: Paint): readonly string[] {
  if (!record.error && HEALTH.test(record.trigger)) return [];
  const memory = record.peakBytes > 0 ? `  ${Math.ceil(record.peakBytes / 2 ** 20)} MB` : '';
  const how = paint('gray', `${record.cold ? 'cold' : 'warm'}  ${duration(record.milliseconds)}${memory}`);
  const head = `${paint('blue', 'λ     ')} ${shortName(record.functionName)}  ${how}`;
  if (!record.error) return [head];
  const { errorType, errorMessage, trace } = record.error;
  return [
    `${head}  ${paint('red', `${errorType}: ${errorMessage}`)}`,
    ...trace.slice(1, 1 + TRACE_LINES).map((line) => paint('gray', `         ${line.trim()}`)),
  ];
}

function formatFunctionLine(functionName: string, line: string, paint: Paint): readonly string[] {
  const read = readFunctionLine(line);
  if (!read) return [];
  const level = paint(LEVEL_COLOURS[read.level] ?? 'green', read.level.toLowerCase().padEnd(5));
  const fields = Object.entries(read.fields).map(([name, value]) =>
    paint('gray', `${name}=${fieldText(value)}`),
  );
  return [`       ${level} ${shortName(functionName)}: ${[read.message, ...fields].join('  ')}`];
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value);
}

/** `encrypt5-httpfiles1a2b3c4d` → `httpfiles`: without the stack's name and the hash of the logical id. */
function shortName(name: string): string {
  return /^encrypt5-(.+?)[0-9a-f]{8}$/.exec(name)?.[1] ?? name;
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function statusColour(status: number): Colour {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

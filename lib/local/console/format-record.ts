import { styleText } from 'node:util';
import { readFunctionLine } from './function-line.ts';
import type { LogRecord } from './record.ts';

type Colour = 'blue' | 'bold' | 'cyan' | 'gray' | 'green' | 'magenta' | 'red' | 'yellow';

/** Puts a colour on text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

export const paint: Paint = (colour, text) => styleText(colour, text, { validateStream: false });
export const plain: Paint = (_, text) => text;

const LEVEL_COLOURS: Readonly<Record<string, Colour>> = {
  WARN: 'yellow',
  ERROR: 'red',
  CRITICAL: 'red',
  DEBUG: 'gray',
};
const TRACE_LINES = 4;

/** Widths of the columns: kind, name, event. */
const KIND = 6;
const NAME = 10;
const EVENT = 34;

/**
 * Formats a record as lines with columns: kind, name, event, duration.
 *
 * @param quietPath - a successful request to a path that it matches makes no line, for example a health check that repeats
 * @returns no line for metrics and for what another line says already
 */
export function formatRecord(record: LogRecord, paint: Paint, quietPath?: RegExp): readonly string[] {
  switch (record.kind) {
    case 'progress':
      return [paint('gray', record.text)];
    case 'warning':
      return record.text
        .split('\n')
        .map((line, index) => paint('yellow', index === 0 ? `! ${line}` : `  ${line}`));
    case 'request': {
      if (record.status < 400 && quietPath?.test(record.path)) return [];
      const status = paint(statusColour(record.status), String(record.status));
      const address = record.path.padEnd(NAME + 1 + EVENT);
      return [`${record.method.padEnd(KIND)} ${address} ${status} ${took(record.milliseconds, paint)}`];
    }
    case 'invocation':
      return formatInvocation(record, paint, quietPath);
    case 'function-line':
      return formatFunctionLine(record.functionName, record.line, paint);
    case 'job': {
      // The invocation's line reports success.
      if (record.failed === 0) return [];
      const failed = `${record.failed} of ${messages(record.messages)} failed and will be delivered again`;
      return [line('queue', 'cyan', record.queueName, paint('red', failed), paint)];
    }
    case 'queue-depth':
      return [line('queue', 'cyan', record.queueName, depth(record), paint)];
    case 'fault':
      return [line('fault', 'red', record.functionName ?? '', `${record.call}: ${record.fault}`, paint)];
    case 'email':
      return [
        `${paint('magenta', 'email'.padEnd(KIND))} ${record.to.join(', ')}  ${paint('gray', record.subject)}`,
      ];
  }
}

type Invocation = Extract<LogRecord, { kind: 'invocation' }>;

function formatInvocation(record: Invocation, paint: Paint, quietPath?: RegExp): readonly string[] {
  const [, path] = /^[A-Z]+ (\/.*)/.exec(record.trigger) ?? [];
  // The request's line says the same. A cold start is shown, because it explains a slow request.
  if (!record.error && path !== undefined && (!record.cold || quietPath?.test(path))) return [];
  const memory = record.peakBytes > 0 ? `  ${Math.ceil(record.peakBytes / 2 ** 20)} MB` : '';
  const what = `${record.trigger}${record.cold ? ', cold' : ''}`.padEnd(EVENT + 4);
  const head = `${line('λ', 'blue', record.functionName, paint('gray', what), paint)} ${took(record.milliseconds, paint)}${paint('gray', memory)}`;
  if (!record.error) return [head];
  const { errorType, errorMessage, trace } = record.error;
  return [
    head,
    paint('red', `${' '.repeat(KIND)} ${errorType}: ${errorMessage}`),
    ...trace.slice(1, 1 + TRACE_LINES).map((one) => paint('gray', `${' '.repeat(KIND + 3)}${one.trim()}`)),
  ];
}

function formatFunctionLine(functionName: string, text: string, paint: Paint): readonly string[] {
  const read = readFunctionLine(text);
  if (!read) return [];
  const { level, message, fields } = read;
  // A function's own record of a request is for CloudWatch. Here the request already has a line.
  if (level === 'INFO' && message === 'request') return [];
  const more = Object.entries(fields).map(([name, value]) => paint('gray', `${name}=${fieldText(value)}`));
  return [
    line(
      level.toLowerCase(),
      LEVEL_COLOURS[level] ?? 'green',
      functionName,
      [message, ...more].join('  '),
      paint,
    ),
  ];
}

function line(kind: string, colour: Colour, name: string, text: string, paint: Paint): string {
  return `${paint(colour, kind.padEnd(KIND))} ${name.padEnd(NAME)} ${text}`;
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value);
}

function depth({ waiting, inFlight }: { readonly waiting: number; readonly inFlight: number }): string {
  if (waiting + inFlight === 0) return 'empty';
  return [waiting > 0 && `${messages(waiting)} waiting`, inFlight > 0 && `${messages(inFlight)} in flight`]
    .filter((part) => part !== false)
    .join(', ');
}

function messages(count: number): string {
  return `${count} ${count === 1 ? 'message' : 'messages'}`;
}

function took(milliseconds: number, paint: Paint): string {
  const text =
    milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
  return paint('gray', text.padStart(7));
}

function statusColour(status: number): Colour {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

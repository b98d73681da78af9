import { describe, expect, it } from 'vitest';
import { formatRecord, type LogRecord, paint, plain } from '../../../lib/local/console/index.ts';

const show = (record: LogRecord) => formatRecord(record, plain);
const invocation: Extract<LogRecord, { kind: 'invocation' }> = {
  kind: 'invocation',
  functionName: 'encrypt5-httpfiles1a2b3c4d',
  trigger: 'GET /api/files',
  requestId: 'r',
  cold: true,
  milliseconds: 212.4,
  peakBytes: 88 * 2 ** 20,
  error: undefined,
};

describe('a record on the terminal', () => {
  it.each<[string, LogRecord, string[]]>([
    [
      'a request',
      { kind: 'request', method: 'GET', path: '/api/files', status: 200, milliseconds: 12.2 },
      ['GET    /api/files  200  12 ms'],
    ],
    ['an invocation', invocation, ['λ      httpfiles  cold  212 ms  88 MB']],
    [
      'a job with failures',
      {
        kind: 'job',
        queueName: 'encrypt5-queueswork1a2b3c4d',
        functionName: 'probe',
        messages: 3,
        failed: 1,
        milliseconds: 1500,
      },
      ['queue  queueswork → probe  3 messages  1 failed, to be delivered again  1.5 s'],
    ],
    ['a mail', { kind: 'mail', to: ['a@example.com'], subject: 'Done' }, ['mail   a@example.com  Done']],
    ['a warning', { kind: 'warning', text: 'careful' }, ['  ! careful']],
  ])('shows %s', (_, record, lines) => {
    expect(show(record)).toEqual(lines);
  });

  it('shows why an invocation failed', () => {
    const error = {
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: ['TypeError: no', '    at a', '    at b'],
    };
    expect(show({ ...invocation, peakBytes: 0, error })).toEqual([
      'λ      httpfiles  cold  212 ms  TypeError: no',
      '         at a',
      '         at b',
    ]);
  });

  it('is quiet about health checks, unless they fail', () => {
    const request = { kind: 'request', method: 'GET', path: '/api/health/files', milliseconds: 1 } as const;
    expect(show({ ...request, status: 200 })).toEqual([]);
    expect(show({ ...request, status: 503 })).toHaveLength(1);
    expect(show({ ...invocation, trigger: 'GET /api/health' })).toEqual([]);
    expect(show({ ...request, path: '/api/healthy', status: 200 })).toHaveLength(1);
  });

  it('has colours if asked', () => {
    expect(formatRecord({ kind: 'warning', text: 'x' }, paint)).toEqual(['\u001B[33m  ! x\u001B[39m']);
  });
});

describe('a line of a function', () => {
  const line = (text: string) =>
    show({ kind: 'function-line', functionName: 'probe', requestId: 'r', line: text });

  it('is shown by level, message and fields where it is structured', () => {
    const structured = {
      level: 'WARN',
      message: 'slow',
      timestamp: 'now',
      service: 's',
      fileId: 'f1',
      error: { name: 'E' },
      function_name: 'x',
    };
    expect(line(JSON.stringify(structured))).toEqual([
      '       warn  probe: slow  fileId=f1  error={"name":"E"}',
    ]);
  });

  it('is shown as it is where it is not', () => {
    expect(line('plain text')).toEqual(['       info  probe: plain text']);
    expect(line('{"half":')).toEqual(['       info  probe: {"half":']);
  });

  it('is left out where it is empty or a metric', () => {
    expect([line(''), line('{"_aws":{"Timestamp":1},"count":1}')]).toEqual([[], []]);
  });
});

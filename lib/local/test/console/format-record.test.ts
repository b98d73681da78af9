import { describe, expect, it } from 'vitest';
import { formatRecord, type LogRecord, paint, plain } from '../../console/index.ts';

const show = (record: LogRecord) => formatRecord(record, plain);
const invocation: Extract<LogRecord, { kind: 'invocation' }> = {
  kind: 'invocation',
  functionName: 'encryptor',
  trigger: 'queue work',
  requestId: 'r',
  cold: true,
  milliseconds: 212.4,
  peakBytes: 88 * 2 ** 20,
  error: undefined,
};
const job = { kind: 'job', queueName: 'work', functionName: 'encryptor', milliseconds: 1500 } as const;
const depth = { kind: 'queue-depth', queueName: 'work' } as const;

describe('a record on the terminal', () => {
  it.each<[string, LogRecord, string[]]>([
    [
      'a request',
      { kind: 'request', method: 'GET', path: '/api/files', status: 200, milliseconds: 12.2 },
      ['GET    /api/files                                    200   12 ms'],
    ],
    [
      'an invocation',
      invocation,
      ['λ      encryptor  queue work, cold                        212 ms  88 MB'],
    ],
    [
      'a job with failures',
      { ...job, messages: 3, failed: 1 },
      ['queue  work       1 of 3 messages failed and will be delivered again'],
    ],
    [
      'a busy queue',
      { ...depth, waiting: 1, inFlight: 2 },
      ['queue  work       1 message waiting, 2 messages in flight'],
    ],
    ['an idle queue', { ...depth, waiting: 0, inFlight: 0 }, ['queue  work       empty']],
    [
      'a fault',
      { kind: 'fault', call: 's3:UploadPart', functionName: 'encryptor', fault: 'throttle' },
      ['fault  encryptor  s3:UploadPart: throttle'],
    ],
    ['an email', { kind: 'email', to: ['a@example.com'], subject: 'Done' }, ['email  a@example.com  Done']],
    ['a warning', { kind: 'warning', text: 'careful\nreally' }, ['! careful', '  really']],
  ])('shows %s', (_, record, lines) => {
    expect(show(record)).toEqual(lines);
  });

  it('shows why an invocation failed', () => {
    const error = {
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: ['TypeError: no', '    at a', '    at b'],
    };
    expect(show({ ...invocation, error })).toEqual([
      expect.stringContaining('encryptor'),
      '       TypeError: no',
      '         at a',
      '         at b',
    ]);
  });

  it('says nothing twice: a request has its own line, a job that went well that of its invocation', () => {
    const ofRequest = { ...invocation, trigger: 'GET /api/files' };
    expect(show({ ...ofRequest, cold: false })).toEqual([]);
    expect(show(ofRequest)).toHaveLength(1);
    expect(show({ ...job, messages: 3, failed: 0 })).toEqual([]);
  });

  it('is quiet about paths that it is told to be quiet about, unless they fail', () => {
    const quiet = (record: LogRecord) => formatRecord(record, plain, /^\/api\/health(\/|$)/);
    const request = { kind: 'request', method: 'GET', path: '/api/health/files', milliseconds: 1 } as const;
    expect(quiet({ ...request, status: 200 })).toEqual([]);
    expect(quiet({ ...request, status: 503 })).toHaveLength(1);
    expect(quiet({ ...invocation, trigger: 'GET /api/health' })).toEqual([]);
    expect(quiet({ ...request, path: '/api/healthy', status: 200 })).toHaveLength(1);
  });

  it('has colours if asked', () => {
    expect(formatRecord({ kind: 'warning', text: 'x' }, paint)).toEqual(['\u001B[33m! x\u001B[39m']);
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
      'warn   probe      slow  fileId=f1  error={"name":"E"}',
    ]);
  });

  it('is shown as it is where it is not', () => {
    expect(line('plain text')).toEqual(['info   probe      plain text']);
    expect(line('{"half":')).toEqual(['info   probe      {"half":']);
  });

  it('is left out where it tells of a request, which has its own line', () => {
    expect(line('{"level":"INFO","message":"request","route":"GET /api/files"}')).toEqual([]);
  });

  it('is left out where it is empty or a metric', () => {
    expect([line(''), line('{"_aws":{"Timestamp":1},"count":1}')]).toEqual([[], []]);
  });
});

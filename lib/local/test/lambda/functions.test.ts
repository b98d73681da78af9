import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LogRecord } from '../../console/index.ts';
import {
  createFunctions,
  type Functions,
  type Outcome,
  PayloadTooLargeError,
  ThrottledError,
} from '../../lambda/index.ts';

let folder: string;
let functions: Functions;
let records: LogRecord[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'functions-'));
  records = [];
  functions = createFunctions({
    awsUrl: 'http://127.0.0.1:4566',
    temporaryFolder: join(folder, 'tmp'),
    onRecord: (record) => records.push(record),
    idleMilliseconds: 60_000,
    retryDelays: [1, 1],
  });
});

afterEach(async () => {
  await functions.close();
  await rm(folder, { recursive: true });
});

interface Settings {
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
  readonly storageMegabytes?: number;
  readonly environment?: Record<string, string>;
  readonly logFormat?: 'Text' | 'JSON';
  readonly reservedConcurrency?: number;
}

async function define(
  source: string,
  settings: Settings = {},
): Promise<(event?: unknown) => Promise<Outcome>> {
  const codeFolder = await mkdtemp(join(folder, 'code-'));
  await writeFile(join(codeFolder, 'index.mjs'), source);
  functions.define({
    name: 'probe',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:probe',
    codeFolder,
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMegabytes: 256,
    storageMegabytes: 512,
    logFormat: 'Text',
    logGroup: 'group-of-probe',
    environment: {},
    credentials: { accessKeyId: 'ASIAPROBE', secretAccessKey: 'secret', sessionToken: 'token' },
    ...settings,
  });
  return (event = {}) => functions.get('probe').invoke(JSON.stringify(event), 'test');
}

function result(outcome: Outcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
  return JSON.parse(outcome.payload);
}

function failure(outcome: Outcome): { errorType: string; errorMessage: string; trace: string[] } {
  if (outcome.ok) throw new Error(`expected an error, got ${outcome.payload}`);
  return outcome.error;
}

/** JSON of so many bytes. */
const jsonOf = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));

const invocations = () => records.filter((record) => record.kind === 'invocation');

describe('the environment of a function', () => {
  it('holds what Lambda defines and the template gives, and nothing of this process', async () => {
    process.env['LEAK'] = 'yes';
    process.env['NODE_OPTIONS'] = process.env['NODE_OPTIONS'] ?? '';
    const invoke = await define('export const handler = async () => process.env;', {
      environment: { TABLE: 'files' },
    });
    const environment = z.record(z.string(), z.string()).parse(result(await invoke()));
    expect(environment).toMatchObject({
      TABLE: 'files',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'ASIAPROBE',
      AWS_SESSION_TOKEN: expect.stringMatching(/^token\.[0-9a-f-]{36}$/),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_LAMBDA_FUNCTION_NAME: 'probe',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: 'group-of-probe',
      _HANDLER: 'index.handler',
      TZ: 'UTC',
    });
    delete process.env['LEAK'];
    expect(
      Object.keys(environment)
        .filter((name) => !/^(AWS_|_X_AMZN_)/.test(name))
        .sort(),
    ).toEqual(['HOME', 'LAMBDA_TASK_ROOT', 'LANG', 'PATH', 'TABLE', 'TMPDIR', 'TZ', '_HANDLER']);
  });

  it('is separate for each instance', async () => {
    const invoke = await define(
      `
      export const handler = async () => {
        const found = process.env.TABLE;
        process.env.TABLE = 'changed';
        await new Promise((resolve) => setTimeout(resolve, 200));
        return found;
      };`,
      { environment: { TABLE: 'files' } },
    );
    const atOnce = await Promise.all([invoke(), invoke()]);
    expect(atOnce.map(result)).toEqual(['files', 'files']);
    expect(result(await invoke())).toBe('changed');
  });

  it('does not change for running invocations when the function is redefined', async () => {
    const source =
      'export const handler = async () => { await new Promise((r) => setTimeout(r, 200)); return process.env.TABLE; };';
    const old = (await define(source, { environment: { TABLE: 'old' } }))();
    const renewed = (await define(source, { environment: { TABLE: 'new' } }))();
    expect([result(await old), result(await renewed)]).toEqual(['old', 'new']);
  });
});

describe('the temporary folder of a function', () => {
  it('belongs to one instance and keeps its files', async () => {
    const invoke = await define(`
      import { appendFileSync, readFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      export const handler = async () => {
        const file = join(tmpdir(), 'kept');
        appendFileSync(file, 'x');
        await new Promise((resolve) => setTimeout(resolve, 200));
        return { folder: tmpdir(), kept: readFileSync(file, 'utf8') };
      };`);
    const found = z.object({ folder: z.string(), kept: z.string() });
    const [one, two] = (await Promise.all([invoke(), invoke()])).map((outcome) =>
      found.parse(result(outcome)),
    );
    expect([one?.kept, two?.kept]).toEqual(['x', 'x']);
    expect(one?.folder).not.toBe(two?.folder);
    expect(result(await invoke())).toMatchObject({ kept: 'xx' });
  });

  it('is deleted when its instance ends', async () => {
    const invoke = await define(`
      import { writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      export const handler = async (event) => {
        writeFileSync(join(tmpdir(), 'left'), 'behind');
        if (event.die) process.exit(1);
        return 'alive';
      };`);
    const folders = () => readdir(join(folder, 'tmp'));
    expect(result(await invoke())).toBe('alive');
    expect(await folders()).toHaveLength(1);
    failure(await invoke({ die: true }));
    await expect.poll(folders).toEqual([]);
    expect(result(await invoke())).toBe('alive');
    await functions.close();
    expect(await folders()).toEqual([]);
  });

  it('has the size of the template: an invocation that exceeds it fails and leaves nothing behind', async () => {
    const invoke = await define(
      `
      import { readdirSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      export const handler = async (event) => {
        const found = readdirSync(tmpdir());
        for (let index = 0; index < event.megabytes; index += 1) writeFileSync(join(tmpdir(), String(index)), Buffer.alloc(1 << 20, 1));
        if (event.forever) await new Promise(() => {});
        return found;
      };`,
      { storageMegabytes: 4 },
    );
    for (const forever of [true, false]) {
      expect(result(await invoke({ megabytes: 1 }))).toEqual([]);
      expect(failure(await invoke({ megabytes: 8, forever })).errorMessage).toBe(
        'ENOSPC: no space left on device, write',
      );
    }
    expect(result(await invoke({ megabytes: 0 }))).toEqual([]);
  });

  it('is writable for threads, without a warning', async () => {
    const invoke = await define(`
      import { once } from 'node:events';
      import { existsSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { Worker } from 'node:worker_threads';
      export const handler = async () => {
        const file = join(tmpdir(), 'by-a-thread');
        const source = \`require('node:fs').writeFileSync(\${JSON.stringify(file)}, 'x')\`;
        await once(new Worker(source, { eval: true }), 'exit');
        return existsSync(file);
      };`);
    expect(result(await invoke())).toBe(true);
    expect(records.filter(({ kind }) => kind === 'function-line')).toEqual([]);
  });

  it('is the only place where a function can write', async () => {
    const invoke = await define(`
      import { writeFileSync } from 'node:fs';
      export const handler = async (file) => writeFileSync(file, 'x');`);
    const file = join(folder, 'elsewhere');
    expect(failure(await invoke(file)).errorMessage).toContain('restricted');
    expect(existsSync(file)).toBe(false);
  });

  it('and the bundle are the only readable files', async () => {
    const invoke = await define(`
      import { readFileSync } from 'node:fs';
      export const handler = async (file) => readFileSync(new URL(file, import.meta.url), 'utf8').length;`);
    const file = join(folder, 'elsewhere');
    await writeFile(file, 'x');
    expect(failure(await invoke(file)).errorMessage).toContain('restricted');
    expect(result(await invoke('index.mjs'))).toBeGreaterThan(0);
  });
});

describe('an invocation', () => {
  it('gets the event and a context, and answers with what the handler returns', async () => {
    const invoke = await define(`
      export const handler = async (event, context) => ({
        event, remaining: context.getRemainingTimeInMillis(), name: context.functionName, id: context.awsRequestId,
        arn: context.invokedFunctionArn, memory: context.memoryLimitInMB, stream: context.logStreamName,
      });`);
    const answer = z
      .object({
        event: z.unknown(),
        remaining: z.number(),
        id: z.uuid(),
        name: z.string(),
        arn: z.string(),
        memory: z.string(),
        stream: z.string(),
      })
      .parse(result(await invoke({ a: [1, null] })));
    expect(answer).toMatchObject({
      event: { a: [1, null] },
      name: 'probe',
      memory: '256',
      arn: expect.stringMatching(/:function:probe$/),
    });
    expect(answer.remaining).toBeGreaterThan(5000);
    expect(answer.remaining).toBeLessThanOrEqual(10_000);
    expect(answer.stream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  it('has its full time at each invocation', async () => {
    const invoke = await define(`
      export const handler = async (wait, context) => {
        const before = context.getRemainingTimeInMillis();
        await new Promise((resolve) => setTimeout(resolve, wait));
        return { before, after: context.getRemainingTimeInMillis() };
      };`);
    const times = z.object({ before: z.number(), after: z.number() });
    const first = times.parse(result(await invoke(100)));
    const second = times.parse(result(await invoke(0)));
    expect(first.before - first.after).toBeGreaterThanOrEqual(99);
    expect(second.before).toBeGreaterThan(first.after);
  });

  it('starts a process once and reuses it', async () => {
    const invoke = await define('let count = 0; export const handler = async () => ++count;');
    expect([result(await invoke()), result(await invoke())]).toEqual([1, 2]);
    expect(invocations().map((record) => record.cold)).toEqual([true, false]);
  });

  it('answers null if the handler returns nothing', async () => {
    const invoke = await define('export const handler = async () => undefined;');
    expect(result(await invoke())).toBeNull();
  });

  it('passes on the lines that the function writes', async () => {
    const invoke = await define(
      'export const handler = async () => { console.log("one\\ntwo"); console.error("three"); };',
    );
    await invoke();
    await expect
      .poll(() => records.flatMap((record) => (record.kind === 'function-line' ? [record.line] : [])).sort())
      .toEqual(['one', 'three', 'two']);
  });
});

describe('the console of a function whose log is JSON', () => {
  const lines = () => records.flatMap((record) => (record.kind === 'function-line' ? [record.line] : []));

  it('writes one object a line, from INFO on, and says which invocation it was', async () => {
    const invoke = await define(
      `console.log('start');
      export const handler = async (event, context) => {
        console.debug('quiet');
        console.warn('%s left', 3);
        console.info({ a: 1 });
        console.error('failed', new TypeError('why'));
        console.error(new RangeError('alone'));
        const circle = {}; circle.itself = circle;
        console.log(circle);
        process.stdout.write('{"level":"INFO","message":"by a library"}\\n');
        return context.awsRequestId;
      };`,
      { logFormat: 'JSON' },
    );
    const requestId = result(await invoke());
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const stackTrace = expect.arrayContaining([expect.stringContaining('index.mjs')]);
    await expect.poll(lines).toHaveLength(7);
    expect(lines().map((line): unknown => JSON.parse(line))).toEqual([
      { timestamp, level: 'INFO', message: 'start' },
      { timestamp, level: 'WARN', requestId, message: '3 left' },
      { timestamp, level: 'INFO', requestId, message: { a: 1 } },
      {
        timestamp,
        level: 'ERROR',
        requestId,
        message: expect.stringMatching(/^failed TypeError: why/),
        errorType: 'TypeError',
        errorMessage: 'why',
        stackTrace,
      },
      {
        timestamp,
        level: 'ERROR',
        requestId,
        message: { errorType: 'RangeError', errorMessage: 'alone', stackTrace },
      },
      { timestamp, level: 'INFO', requestId, message: expect.stringContaining('Circular') },
      { level: 'INFO', message: 'by a library' },
    ]);
  });

  it('is announced to libraries by the variables that Lambda sets', async () => {
    const source = `export const handler = async () =>
      [process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL];`;
    const asJson = await define(source, { logFormat: 'JSON' });
    expect(result(await asJson())).toEqual(['JSON', 'INFO']);
    const asText = await define(source);
    expect(result(await asText())).toEqual([null, null]);
  });
});

describe('an error of a function', () => {
  it('is reported with type, message and trace', async () => {
    const invoke = await define(
      'export const handler = async () => { throw new TypeError("no such file"); };',
    );
    const error = failure(await invoke());
    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such file' });
    expect(error.trace[0]).toBe('TypeError: no such file');
  });

  it.each([
    [
      'a bundle that throws while it is loaded',
      'throw new RangeError("bad start");',
      'RangeError',
      'bad start',
    ],
    [
      'a handler that is not exported',
      'export const other = 1;',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'a handler with a callback',
      'export const handler = (event, context, callback) => {};',
      'Runtime.CallbackHandlerDeprecated',
      'callback-based',
    ],
    [
      'an exit',
      'export const handler = async () => process.exit(3);',
      'Runtime.ExitError',
      'Runtime exited with error: exit status 3',
    ],
    [
      'an unhandled rejection',
      'export const handler = () => { Promise.reject(new Error("lost")); return new Promise(() => {}); };',
      'Runtime.UnhandledPromiseRejection',
      'Error: lost',
    ],
    [
      'an uncaught exception',
      'export const handler = () => { setTimeout(() => { throw new Error("late"); }); return new Promise(() => {}); };',
      'Runtime.UncaughtException',
      'Error: late',
    ],
  ])('names %s', async (_, source, errorType, message) => {
    const invoke = await define(source);
    const error = failure(await invoke());
    expect(error.errorType).toBe(errorType);
    expect(error.errorMessage).toContain(message);
  });

  it('does not affect the next invocation, even if the process ended', async () => {
    const invoke = await define(
      'export const handler = async (event) => event.die ? process.exit(1) : "alive";',
    );
    failure(await invoke({ die: true }));
    expect(result(await invoke())).toBe('alive');
    failure(await invoke({ die: true }));
    expect(result(await invoke())).toBe('alive');
  });
});

describe('the limits of a function', () => {
  it('end it after its timeout, even in an endless loop', async () => {
    const invoke = await define(
      'export const handler = async (event) => { if (event.loop) for (;;); return process.pid; };',
      { timeoutSeconds: 1 },
    );
    const pid = z.number().parse(result(await invoke()));
    const error = failure(await invoke({ loop: true }));
    expect(error).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/),
    });
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('end it when it exceeds its memory', async () => {
    const invoke = await define(
      'const kept = []; export const handler = async () => { for (;;) { kept.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } };',
      { memoryMegabytes: 128 },
    );
    expect(failure(await invoke())).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('signal: killed'),
    });
  });

  it('throttle invocations above the reserved concurrency', async () => {
    const invoke = await define(
      'export const handler = async () => new Promise((r) => setTimeout(r, 200, "done"));',
      { reservedConcurrency: 1 },
    );
    const first = invoke();
    await expect(invoke()).rejects.toBeInstanceOf(ThrottledError);
    expect(result(await first)).toBe('done');
    expect(result(await invoke())).toBe('done');
  });

  it('let invocations wait for a free process', async () => {
    const invoke = await define('export const handler = async (event) => event;');
    const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => invoke(index)));
    expect(answers.map(result)).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(invocations().filter((record) => record.cold).length).toBeLessThanOrEqual(10);
  });

  it('refuse a payload of more than six megabytes', async () => {
    const invoke = await define('export const handler = async (event) => event.length;');
    expect(result(await invoke('x'.repeat(6_291_454)))).toBe(6_291_454);
    await expect(invoke('x'.repeat(6_291_455))).rejects.toThrow(PayloadTooLargeError);
  });

  it('refuse an answer of more than six megabytes', async () => {
    const invoke = await define('export const handler = async () => "x".repeat(6_291_556);');
    expect(failure(await invoke()).errorType).toBe('Function.ResponseSizeTooLarge');
  });
});

describe('an event', () => {
  const probe = 'arn:aws:lambda:eu-west-1:000000000000:function:probe';

  it('is tried three times', async () => {
    await define('export const handler = async () => { throw new Error("no"); };');
    functions.invokeLater(probe, '{}');
    await expect.poll(() => invocations().length).toBe(3);
  });

  it('has at most one megabyte', async () => {
    await define('export const handler = async () => undefined;');
    functions.invokeLater(probe, jsonOf(1_048_576));
    await expect.poll(() => invocations().map(({ error }) => error)).toEqual([undefined]);
    expect(() => functions.invokeLater(probe, jsonOf(1_048_577))).toThrow(PayloadTooLargeError);
  });

  it('that cannot be delivered is reported', async () => {
    await writeFile(join(folder, 'tmp'), 'no folder');
    await define('export const handler = async () => undefined;');
    functions.invokeLater(probe, '{}');
    const warning = {
      kind: 'warning',
      text: expect.stringMatching(/^probe cannot accept an event: .*(?:ENOTDIR|EEXIST)/),
    };
    await expect.poll(() => records).toEqual([warning, warning, warning]);
  });
});

describe('the process of an instance', () => {
  it('ignores an interrupt from the terminal', async () => {
    const invoke = await define(
      'export const handler = async () => { process.kill(process.pid, "SIGINT"); await new Promise((r) => setTimeout(r, 50)); return "alive"; };',
    );
    expect(result(await invoke())).toBe('alive');
  });

  it('ends when it has been idle for a while', async () => {
    await functions.close();
    functions = createFunctions({
      awsUrl: '',
      temporaryFolder: join(folder, 'tmp'),
      onRecord: () => undefined,
      idleMilliseconds: 20,
      retryDelays: [],
    });
    const invoke = await define('export const handler = async () => process.pid;');
    const pid = z.number().parse(result(await invoke()));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('ends with its parent even in an endless loop', async () => {
    await writeFile(
      join(folder, 'index.mjs'),
      'export const handler = () => { console.log(process.pid); setTimeout(() => { for (;;); }, 50); return new Promise(() => {}); };',
    );
    const script = join(folder, 'parent.mjs');
    const room = new URL('../../lambda/index.ts', import.meta.url).pathname;
    const definition = {
      name: 'probe',
      arn: 'arn',
      codeFolder: folder,
      handler: 'index.handler',
      timeoutSeconds: 60,
      memoryMegabytes: 256,
      storageMegabytes: 512,
      logFormat: 'Text',
      logGroup: '',
      environment: {},
      credentials: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' },
    };
    await writeFile(
      script,
      `
      import { createFunctions } from ${JSON.stringify(room)};
      const functions = createFunctions({
        awsUrl: '',
        temporaryFolder: ${JSON.stringify(join(folder, 'tmp'))},
        onRecord: (record) => record.kind === 'function-line' && console.log(record.line),
        idleMilliseconds: 1000,
        retryDelays: [],
      });
      functions.define(${JSON.stringify(definition)});
      functions.get('probe').invoke('{}', 'test');`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(String(await new Promise((resolve) => parent.stdout.once('data', resolve))));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
  it('ends with its parent, even when that is killed with -9', async () => {
    const script = join(folder, 'parent.mjs');
    const bootstrap = new URL('../../lambda/instance/bootstrap.mjs', import.meta.url).pathname;
    await writeFile(
      join(folder, 'index.mjs'),
      'export const handler = async () => { for await (const _ of []) {} };',
    );
    await writeFile(
      script,
      `
      import { fork } from 'node:child_process';
      const child = fork(${JSON.stringify(bootstrap)}, { env: { LAMBDA_TASK_ROOT: ${JSON.stringify(folder)}, _HANDLER: 'index.handler' } });
      child.once('message', () => console.log(child.pid));`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(String(await new Promise((resolve) => parent.stdout.once('data', resolve))));
    expect(isRunning(pid)).toBe(true);
    // The instance inherited this pipe: it closes when the last process that holds it has ended.
    const closed = new Promise((resolve) => parent.stdout.once('close', resolve));
    parent.kill('SIGKILL');
    await closed;
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type FunctionDefinition, instanceEnvironment } from './instance-environment.ts';
import { type FromInstance, type FunctionError, fromInstance, type ToInstance } from './instance-protocol.ts';
import type { Reaper } from './reaper.ts';
import { watchMemory } from './watch-memory.ts';
import { watchStorage } from './watch-storage.ts';

/** How an invocation ended. */
export type Outcome =
  | { readonly ok: true; readonly payload: string; readonly peakBytes: number }
  | { readonly ok: false; readonly error: FunctionError; readonly peakBytes: number };

type Invocation = Pick<ToInstance, 'requestId' | 'payload' | 'traceId'>;

/** One process that runs invocations of one function, one at a time. */
export interface Instance {
  readonly id: string;
  /** False when its process is about to end. It takes no invocation then. */
  readonly alive: boolean;
  /** Never rejects: also the end of the process is an outcome. */
  invoke(invocation: Invocation): Promise<Outcome>;
  /** Kills the process. */
  end(): Promise<void>;
}

export interface InstanceOptions {
  readonly definition: FunctionDefinition;
  readonly awsUrl: string;
  /** The instance gets its own folder in it, the only place where it can write. It is deleted when the instance ends. */
  readonly temporaryFolder: string;
  /** Ends the process if this process is killed. */
  readonly reaper: Pick<Reaper, 'watch' | 'forget'>;
  /** Receives each line that the function writes, with the id of the current request. */
  readonly onLine: (line: string, requestId: string | undefined) => void;
}

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
/** The share of a function's memory that Lambda gives to V8. */
const HEAP_SHARE = 0.9;
const MEGABYTE = 1024 * 1024;
/** The time limit for loading the bundle. The function's timeout begins afterwards. */
const INIT_SECONDS = 10;
const KILLED = 'Runtime exited with error: signal: killed';
/** In Lambda the write fails and a function can catch the error. Here the instance ends. */
const FULL: FunctionError = {
  errorType: 'Error',
  errorMessage: 'ENOSPC: no space left on device, write',
  trace: [],
};

/** Starts a process for a function. The bundle still loads when this returns. The first invocation waits for it. */
export function startInstance({
  definition,
  awsUrl,
  temporaryFolder,
  reaper,
  onLine,
}: InstanceOptions): Instance {
  const id = randomUUID();
  const folder = join(temporaryFolder, id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${id.replaceAll('-', '')}`;
  const child = fork(BOOTSTRAP, [], {
    cwd: definition.codeFolder,
    env: instanceEnvironment(definition, { awsUrl, instanceId: id, logStream, temporaryFolder: folder }),
    execArgv: [
      `--max-old-space-size=${Math.floor(definition.memoryMegabytes * HEAP_SHARE)}`,
      // As in Lambda: a function can read only its bundle and write only to /tmp.
      '--permission',
      ...[dirname(BOOTSTRAP), realpathSync(definition.codeFolder), folder].map(
        (readable) => `--allow-fs-read=${readable}`,
      ),
      `--allow-fs-write=${folder}`,
      // Threads have the same limits. Node would warn about it at every start.
      '--allow-worker',
      '--disable-warning=PERM0006',
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

  const { pid } = child;
  if (pid !== undefined) reaper.watch(pid);
  let alive = true;
  let requestId: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', (line) => onLine(line, requestId));
  }

  const ended = endOf(child).then((reason) => {
    alive = false;
    if (pid !== undefined) reaper.forget(pid);
    rmSync(folder, { recursive: true, force: true });
    return reason;
  });
  const ready = nextMessage(child, ({ kind }) => kind === 'ready' || kind === 'init-failed');

  /** Resolves with the answer, the end of the process, or an exceeded limit, whichever comes first. */
  async function invoke(invocation: Invocation): Promise<Outcome> {
    requestId = invocation.requestId;
    let verdict: Outcome | undefined;
    let timer: NodeJS.Timeout | undefined;
    const kill = (error: FunctionError, peakBytes = 0): void => {
      verdict ??= { ok: false, error, peakBytes };
      alive = false;
      child.kill('SIGKILL');
    };
    const limitTime = (seconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(
        kill,
        seconds * 1000,
        runtimeError(
          invocation.requestId,
          'Sandbox.Timedout',
          `Task timed out after ${seconds.toFixed(2)} seconds`,
        ),
      );
    };
    const stopWatchingMemory = watchMemory(child.pid, definition.memoryMegabytes * MEGABYTE, (bytes) =>
      kill(runtimeError(invocation.requestId, 'Runtime.ExitError', KILLED), bytes),
    );
    const stopWatchingStorage = watchStorage(folder, definition.storageMegabytes * MEGABYTE, () =>
      kill(FULL),
    );

    const carryOut = async (): Promise<Outcome> => {
      limitTime(INIT_SECONDS);
      const started = await ready;
      if (started.kind === 'init-failed') {
        alive = false;
        return { ok: false, error: started.error, peakBytes: 0 };
      }
      limitTime(definition.timeoutSeconds);
      const deadline = Date.now() + definition.timeoutSeconds * 1000;
      return toOutcome(await ask(child, { ...invocation, functionArn: definition.arn, deadline }));
    };

    const exit = ended.then(
      (reason): Outcome => ({
        ok: false,
        error: runtimeError(invocation.requestId, 'Runtime.ExitError', reason),
        peakBytes: 0,
      }),
    );
    const outcome = await Promise.race([carryOut(), exit]);
    clearTimeout(timer);
    stopWatchingMemory();
    await stopWatchingStorage();
    requestId = undefined;
    return verdict ?? outcome;
  }

  return {
    id,
    get alive() {
      return alive;
    },
    invoke,
    async end() {
      alive = false;
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function runtimeError(requestId: string, errorType: string, reason: string): FunctionError {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: ${reason}`, trace: [] };
}

/** Resolves when the process has ended and all its messages have arrived. */
async function endOf(child: ChildProcess): Promise<string> {
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`Runtime failed to start: ${error.message}`));
    child.once('exit', (status, signal) => resolve(exitReason(status, signal)));
  });
  const heard = new Promise<void>((resolve) => child.once('disconnect', resolve));
  const reason = await exit;
  if (child.connected) await heard;
  return reason;
}

function exitReason(status: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return KILLED;
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`;
  return status === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${status}`;
}

async function ask(child: ChildProcess, invocation: ToInstance): Promise<FromInstance> {
  const answer = nextMessage(
    child,
    (message) => 'requestId' in message && message.requestId === invocation.requestId,
  );
  // A process that has just ended cannot take it. Its end is the outcome then.
  child.send(invocation, () => undefined);
  return answer;
}

function toOutcome(message: FromInstance): Outcome {
  if (message.kind === 'done') return { ok: true, payload: message.payload, peakBytes: message.peakBytes };
  if (message.kind === 'failed') return { ok: false, error: message.error, peakBytes: message.peakBytes };
  throw new Error(`an instance answered an invocation with ${message.kind}`);
}

function nextMessage(child: ChildProcess, wanted: (message: FromInstance) => boolean): Promise<FromInstance> {
  return new Promise((resolve) => {
    const listen = (raw: unknown): void => {
      const parsed = fromInstance.safeParse(raw);
      if (!parsed.success || !wanted(parsed.data)) return;
      child.off('message', listen);
      resolve(parsed.data);
    };
    child.on('message', listen);
  });
}

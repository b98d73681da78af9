import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { logsFolder, root } from './folders.ts';

const SHOWN_LINES = 40;

export interface Command {
  /** The name of its log, `build/test-cloud/logs/NAME.log`. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Environment variables, in addition to those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** A running program. Disposing of it stops the program and all processes that it started. */
export interface Running extends AsyncDisposable {
  /** Resolves with the exit code, or with undefined if a signal ended the program. */
  readonly ended: Promise<number | undefined>;
  /** The last lines of its output. */
  lastLines(): Promise<string>;
}

/** Starts a program and writes its output to its log. */
export async function start(command: Command): Promise<Running> {
  await mkdir(logsFolder, { recursive: true });
  const logPath = join(logsFolder, `${command.name}.log`);
  const log = createWriteStream(logPath);
  await once(log, 'open');
  // `detached` makes a new process group, which is ended as a whole.
  const child = spawn(command.file, [...command.args], {
    cwd: command.folder ?? root,
    env: { ...process.env, ...command.variables },
    stdio: ['ignore', log, log],
    detached: true,
  });
  const { pid } = child;
  const endGroup = () => {
    if (pid !== undefined) endProcessGroup(pid);
  };
  process.on('exit', endGroup);
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? undefined));
  });
  ended.catch(() => undefined);
  return {
    ended,
    lastLines: async () =>
      (await readFile(logPath, 'utf8')).trimEnd().split('\n').slice(-SHOWN_LINES).join('\n'),
    async [Symbol.asyncDispose]() {
      endGroup();
      process.off('exit', endGroup);
      await ended.catch(() => undefined);
      log.end();
      await finished(log);
    },
  };
}

function endProcessGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // The process group has ended already.
  }
}

/** A program failed. The message contains the last lines of its output. */
class CommandFailed extends Error {}

/**
 * Runs a program until it ends.
 *
 * @throws CommandFailed if its exit code is not 0
 */
export async function run(command: Command): Promise<void> {
  await using running = await start(command);
  const code = await running.ended;
  if (code !== 0) {
    throw new CommandFailed(
      `${command.name} failed (${code ?? 'ended by a signal'}):\n${await running.lastLines()}`,
    );
  }
}

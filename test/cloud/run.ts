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
  /** On top of this process's own. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** A program that goes on until it is disposed of, and everything that it started with it. */
export interface Running extends AsyncDisposable {
  /** Resolves with the exit code, or with undefined where a signal ended it. */
  readonly ended: Promise<number | undefined>;
  /** The last lines of what it wrote. */
  lastLines(): Promise<string>;
}

/** Starts a program whose output goes into its log. */
export async function start(command: Command): Promise<Running> {
  await mkdir(logsFolder, { recursive: true });
  const logPath = join(logsFolder, `${command.name}.log`);
  const log = createWriteStream(logPath);
  await once(log, 'open');
  // A group of its own, so that it can be ended together with whatever it starts.
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
    // Nothing of it is left.
  }
}

/** A program failed; the message has the last lines of what it wrote. */
class CommandFailed extends Error {}

/**
 * Runs a program to its end.
 *
 * @throws CommandFailed for any exit code but 0
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

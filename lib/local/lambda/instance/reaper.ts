import { type ChildProcess, spawn } from 'node:child_process';

/** Ends instances that outlive this process. */
export interface Reaper {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/** Keeps the last list that it was told; its input ends when this process does, however that comes about. */
const SCRIPT = 'list=; while read -r line; do list=$line; done; kill -9 $list 2>/dev/null';

/**
 * Instances end themselves when they lose their parent, unless they are in an endless loop and do not notice. A shell of
 * one megabyte sees to those, once for all of them.
 */
export function createReaper(): Reaper {
  const pids = new Set<number>();
  let shell: ChildProcess | undefined;

  function tell(): void {
    shell ??= startShell();
    shell?.stdin?.write(`${[...pids].join(' ')}\n`);
  }

  return {
    watch(pid) {
      pids.add(pid);
      tell();
    },
    forget(pid) {
      if (pids.delete(pid)) tell();
    },
    close: () => shell?.stdin?.end(),
  };
}

function startShell(): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  // Detached: a Ctrl-C in the terminal must not reach it before its work is done.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return shell;
}

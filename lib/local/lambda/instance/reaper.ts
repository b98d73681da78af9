import { type ChildProcess, spawn } from 'node:child_process';

/** Ends instances that outlive this process. */
export interface Reaper {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/**
 * Keeps the latest list of process ids and kills them when its input ends, which happens when this process ends for any
 * reason.
 */
const SCRIPT = 'list=; while read -r line; do list=$line; done; kill -9 $list 2>/dev/null';

/**
 * Instances end when they lose their parent, except in an endless loop. One shell of one megabyte kills those.
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

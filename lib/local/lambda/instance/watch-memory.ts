import { readFileSync } from 'node:fs';

const INTERVAL = 100;

/**
 * Watches the resident set of a process, to which Lambda's memory limit applies. Only Linux reports it cheaply. On other
 * systems, only V8's heap is limited.
 *
 * @param onExceeded - called once, with the size in bytes
 * @returns stops watching
 */
export function watchMemory(
  pid: number | undefined,
  limitBytes: number,
  onExceeded: (bytes: number) => void,
): () => void {
  if (pid === undefined || process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes <= limitBytes) return;
    clearInterval(timer);
    onExceeded(bytes);
  }, INTERVAL);
  return () => clearInterval(timer);
}

/** @returns 0 for a process that has ended */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}

import { setTimeout as pause } from 'node:timers/promises';

/** Shorter than the timeout of any test that waits, so that the error names what did not happen. */
const TIMEOUT_MS = 100_000;
const INTERVAL_MS = 50;

/**
 * Waits until a probe finds what it looks for. Tests wait for a running vault only with this function or `expect.poll`.
 *
 * @param what - completes "timed out waiting for …"
 * @param probe - repeated while it returns `undefined` or `false`; an error that it throws ends the wait
 * @returns what the probe found
 * @throws Error after 100 s
 */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  const start = performance.now();
  while (performance.now() - start < TIMEOUT_MS) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await pause(INTERVAL_MS);
  }
  throw new Error(`timed out waiting for ${what}`);
}

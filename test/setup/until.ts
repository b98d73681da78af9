import { setTimeout as pause } from 'node:timers/promises';

/** Less than the time of any test that waits, so that what did not come is named. */
const PATIENCE = 100_000;
const BETWEEN = 50;

/**
 * Waits until a probe finds what it looks for: the one way in which tests wait for a running vault.
 *
 * @param what - completes "waited in vain for …"
 * @param probe - asked again while it answers `undefined` or `false`; what it throws ends the wait
 * @returns what the probe found
 * @throws Error after 100 s
 */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  const start = performance.now();
  while (performance.now() - start < PATIENCE) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    await pause(BETWEEN);
  }
  throw new Error(`waited in vain for ${what}`);
}

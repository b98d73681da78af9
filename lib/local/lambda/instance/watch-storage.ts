import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const INTERVAL = 250;
/** What `blocks` counts in, whatever the file system. */
const BLOCK = 512;

/**
 * Holds what a folder takes up on the disk against a limit. No folder can be given a size, as Lambda gives `/tmp` one, so it
 * is noticed a moment later that the limit was passed.
 *
 * @param onExceeded - called once at the most
 * @returns measures a last time and stops
 */
export function watchStorage(
  folder: string,
  limitBytes: number,
  onExceeded: () => void,
): () => Promise<void> {
  let exceeded = false;
  async function measure(): Promise<void> {
    const bytes = await bytesIn(folder);
    if (exceeded || bytes <= limitBytes) return;
    exceeded = true;
    onExceeded();
  }
  const timer = setInterval(measure, INTERVAL);
  return () => {
    clearInterval(timer);
    return measure();
  };
}

/** @returns 0 for a folder that is gone; what goes while it is looked at counts for nothing */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(names.map((name) => bytesOf(join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function bytesOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ blocks }) => blocks * BLOCK,
    () => 0,
  );
}

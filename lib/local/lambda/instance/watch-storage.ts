import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const INTERVAL = 250;
/** What `blocks` counts in, whatever the file system. */
const BLOCK = 512;

/**
 * Compares the disk usage of a folder with a limit. A folder cannot have a fixed size, so the excess is noticed a moment
 * later.
 *
 * @param onExceeded - called once at the most
 * @returns a function that measures a last time and stops
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

/** @returns 0 for a folder that does not exist; files that vanish meanwhile do not count */
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

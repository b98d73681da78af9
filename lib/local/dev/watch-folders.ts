import { type FSWatcher, watch } from 'node:fs';

/** Editors write a file in several steps, and version control writes several files. */
const QUIET_MILLISECONDS = 60;
/** What editors put beside a file while they write it. */
const TEMPORARY = /(?:~|\.swp|\.swx|\.tmp|^4913)$/;

/**
 * Tells when something in the folders has changed. Changes that follow one another at once are one.
 *
 * @param onChange - gets the paths, relative to their folder; not called again before it has resolved
 * @returns stops watching
 */
export function watchFolders(
  folders: readonly string[],
  onChange: (paths: readonly string[]) => Promise<void>,
): () => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;

  async function tell(): Promise<void> {
    if (running || changed.size === 0) return;
    running = true;
    const paths = [...changed];
    changed.clear();
    await onChange(paths);
    running = false;
    await tell();
  }

  const watchers: readonly FSWatcher[] = folders.map((folder) =>
    watch(folder, { recursive: true }, (_, path) => {
      if (path === null || TEMPORARY.test(path)) return;
      changed.add(path);
      clearTimeout(timer);
      timer = setTimeout(() => void tell(), QUIET_MILLISECONDS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

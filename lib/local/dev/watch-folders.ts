import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, relative } from 'node:path';

/** Editors write a file in several steps, and version control writes several files. */
const QUIET_MILLISECONDS = 60;
/** What editors put beside a file while they write it. */
const TEMPORARY = /(?:~|\.swp|\.swx|\.tmp|4913)$/;

/**
 * Watches folders for changes. Changes in quick succession count as one.
 *
 * @param onChange - receives the paths, relative to their folder; not called again before it has resolved
 * @returns a function that stops watching
 */
export function watchFolders(
  folders: readonly string[],
  onChange: (paths: readonly string[]) => Promise<void>,
): () => void {
  const changed = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let running = false;

  async function tell(): Promise<void> {
    if (running || changed.size === 0) return;
    running = true;
    const paths = [...changed];
    changed.clear();
    // A name that no longer exists is a temporary file of an editor.
    const there = paths.filter(([path]) => existsSync(path));
    await onChange((there.length > 0 ? there : paths).map(([, name]) => name));
    running = false;
    await tell();
  }

  const trees = folders.map((folder) =>
    watchTree(folder, (path) => {
      if (TEMPORARY.test(path)) return;
      changed.set(path, relative(folder, path));
      clearTimeout(timer);
      timer = setTimeout(() => void tell(), QUIET_MILLISECONDS);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const stop of trees) stop();
  };
}

/**
 * Watches a folder and each folder below it. On Linux, Node's recursive watching loses a file that was replaced by another,
 * which is how version control and many editors write.
 *
 * @param onPath - receives the path that was changed, created or deleted
 */
function watchTree(root: string, onPath: (path: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();

  function leave(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function enter(folder: string): void {
    if (watchers.has(folder)) return;
    const watcher = watch(folder, (_, name) => {
      if (name === null) return;
      const path = join(folder, name);
      if (isFolder(path)) enter(path);
      else leave(path);
      onPath(path);
    });
    watcher.on('error', () => leave(folder));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) enter(join(folder, entry.name));
    }
  }

  enter(root);
  return () => {
    for (const watcher of watchers.values()) watcher.close();
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

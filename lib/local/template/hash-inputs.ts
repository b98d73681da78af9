import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Results of builds and installations. They are never inputs. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'build', 'cdk.out']);

export interface Inputs {
  /** An absolute path. */
  readonly root: string;
  /** Files and folders, relative to the root. One that does not exist counts as empty. */
  readonly paths: readonly string[];
  /** Absolute paths of folders that do not count. */
  readonly leftOut: readonly string[];
  readonly salt: string;
}

/**
 * Hashes files and folders by relative path and content, so that the hash changes exactly when a build would read something
 * else. Results of builds and names that begin with a dot do not count.
 *
 * @returns 64 hex digits
 */
export async function hashInputs({ root, paths, leftOut, salt }: Inputs): Promise<string> {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    for (const file of await filesBelow(join(root, path), leftOut)) {
      const content = await readFile(file);
      hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** The folders that do not count are not even read: `node_modules` has tens of thousands of files. */
async function filesBelow(path: string, leftOut: readonly string[]): Promise<string[]> {
  if (!existsSync(path)) return [];
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = join(path, entry.name);
    if (entry.name.startsWith('.') || leftOut.includes(below)) continue;
    if (entry.isFile()) files.push(below);
    if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) files.push(...(await filesBelow(below, leftOut)));
  }
  return files;
}

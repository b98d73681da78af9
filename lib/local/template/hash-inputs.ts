import { createHash } from 'node:crypto';
import { type Dirent, existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Results of builds and installations, never inputs of one. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'build', 'cdk.out']);

/**
 * One hash over files and folders, by relative path and content: equal exactly if nothing that a build reads has changed.
 *
 * @param root - the paths are relative to it; one that does not exist counts as empty
 * @returns 64 hex digits
 */
export async function hashInputs(root: string, paths: readonly string[], salt: string): Promise<string> {
  const hash = createHash('sha256').update(salt);
  for (const path of paths) {
    for (const file of await filesBelow(join(root, path))) {
      const content = await readFile(file);
      hash.update(`\0${relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !isLeftOut(path, entry))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isLeftOut(root: string, entry: Dirent): boolean {
  return relative(root, entry.parentPath)
    .split(/[\\/]/)
    .some((folder) => LEFT_OUT.has(folder));
}

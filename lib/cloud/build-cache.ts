import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** The newest output of every build, by name. A build whose inputs have not changed is copied instead of repeated. */
export interface BuildCache {
  /**
   * Copies the cached output of a build into a folder.
   *
   * @param name - of the build
   * @param outputFolder - absolute path; it is created
   * @param inputs - paths relative to the root, if they are known before the build; otherwise the inputs of the cached build
   * @returns false if there is no cached output, or its inputs were different ones or have changed
   */
  restore(name: string, outputFolder: string, inputs?: readonly string[]): Promise<boolean>;
  /**
   * Stores the output of a build in the cache. It stays valid until one of its inputs changes.
   *
   * @param inputs - paths relative to the root; paths in `node_modules` are ignored, because the lock file pins packages
   */
  store(name: string, outputFolder: string, inputs: readonly string[]): Promise<void>;
}

/** Inputs of every build: the packages and the build script. */
const COMMON_INPUTS = ['package.json', 'package-lock.json', 'tsconfig.json', 'lib/cloud/build.ts'];
const manifestSchema = z.object({ inputs: z.array(z.string()), hash: z.string() });

/**
 * Opens a cache of build outputs.
 *
 * @param root - absolute path of the project; paths of inputs are relative to it
 * @param cacheFolder - if undefined, nothing is cached: a deployment is always built from its sources
 */
export function openBuildCache(root: string, cacheFolder: string | undefined): BuildCache {
  if (cacheFolder === undefined) return { restore: async () => false, store: async () => undefined };

  async function hashInputs(inputs: readonly string[]): Promise<string> {
    const hash = createHash('sha256').update(process.version);
    for (const path of [...COMMON_INPUTS, ...inputs]) {
      const content = await readFile(join(root, path));
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
    return hash.digest('hex');
  }

  return {
    async restore(name, outputFolder, inputs) {
      const entry = join(cacheFolder, name);
      try {
        const manifest = manifestSchema.parse(JSON.parse(await readFile(join(entry, 'note.json'), 'utf8')));
        if ((await hashInputs(inputs?.toSorted() ?? manifest.inputs)) !== manifest.hash) return false;
        await cp(join(entry, 'result'), outputFolder, { recursive: true });
        return true;
      } catch {
        // The entry does not exist, another process is replacing it, or one of its inputs was deleted.
        return false;
      }
    },
    async store(name, outputFolder, paths) {
      const inputs = paths.filter((path) => !path.includes('node_modules/')).toSorted();
      const unfinished = join(cacheFolder, `${name}.${randomUUID()}`);
      await mkdir(dirname(unfinished), { recursive: true });
      await cp(outputFolder, join(unfinished, 'result'), { recursive: true });
      await writeFile(
        join(unfinished, 'note.json'),
        JSON.stringify({ inputs, hash: await hashInputs(inputs) } satisfies z.input<typeof manifestSchema>),
      );
      await rm(join(cacheFolder, name), { recursive: true, force: true });
      // If two processes build at the same time, the entry of one of them is enough.
      await rename(unfinished, join(cacheFolder, name)).catch(() =>
        rm(unfinished, { recursive: true, force: true }),
      );
    },
  };
}

import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** The newest result of every build, so that a change has only that built again which is made of it. */
export interface KeptBuilds {
  /**
   * Puts the result that was kept under a name into a folder.
   *
   * @param inputs - the files that it would be made of now, if that is known without building it
   * @returns false where there is none, or it was made of something else
   */
  restore(name: string, folder: string, inputs?: readonly string[]): Promise<boolean>;
  /**
   * Keeps a result. It is good as long as its inputs are what they are.
   *
   * @param inputs - the files that it was made of, relative to the root; those of packages are pinned by the lock file
   */
  keep(name: string, folder: string, inputs: readonly string[]): Promise<void>;
}

/** What every build is made of besides its own inputs: the packages, and how it is built. */
const COMMON = ['package.json', 'package-lock.json', 'tsconfig.json', 'lib/cloud/build.ts'];
const noteSchema = z.object({ inputs: z.array(z.string()), hash: z.string() });

/**
 * @param root - paths of inputs are relative to it
 * @param folder - where results are kept; nothing is, where there is none: what is deployed is built from its sources
 */
export function openKeptBuilds(root: string, folder: string | undefined): KeptBuilds {
  if (folder === undefined) return { restore: async () => false, keep: async () => undefined };

  async function hashOf(inputs: readonly string[]): Promise<string> {
    const hash = createHash('sha256').update(process.version);
    for (const path of [...COMMON, ...inputs]) {
      const content = await readFile(join(root, path));
      hash.update(`\0${path}\0${content.length}\0`).update(content);
    }
    return hash.digest('hex');
  }

  return {
    async restore(name, into, inputs) {
      const kept = join(folder, name);
      try {
        const note = noteSchema.parse(JSON.parse(await readFile(join(kept, 'note.json'), 'utf8')));
        if ((await hashOf(inputs?.toSorted() ?? note.inputs)) !== note.hash) return false;
        await cp(join(kept, 'result'), into, { recursive: true });
        return true;
      } catch {
        // Not there, replaced this very moment, or made of a file that is gone.
        return false;
      }
    },
    async keep(name, result, paths) {
      const inputs = paths.filter((path) => !path.includes('node_modules/')).toSorted();
      const unfinished = join(folder, `${name}.${randomUUID()}`);
      await mkdir(dirname(unfinished), { recursive: true });
      await cp(result, join(unfinished, 'result'), { recursive: true });
      await writeFile(
        join(unfinished, 'note.json'),
        JSON.stringify({ inputs, hash: await hashOf(inputs) } satisfies z.input<typeof noteSchema>),
      );
      await rm(join(folder, name), { recursive: true, force: true });
      // Where two build at once, one of the results is enough.
      await rename(unfinished, join(folder, name)).catch(() =>
        rm(unfinished, { recursive: true, force: true }),
      );
    },
  };
}

import { synthesize } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { cacheFolder, pruneCache, root, SOURCES, settingsWithoutSite, touch } from './test-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the product's assembly, synthesized with `settingsWithoutSite`. */
    assembly: string;
  }
}

/**
 * Synthesizes the product once for all tests of a run. Reuses the assembly of an earlier run if the sources are
 * unchanged.
 */
export default async function synthesizeOnce(project: TestProject): Promise<void> {
  await pruneCache();
  const folder = await synthesize({
    projectFolder: root,
    sources: SOURCES,
    cacheFolder,
    keepOlder: true,
    context: settingsWithoutSite,
    onProgress: () => undefined,
  });
  await touch(folder);
  project.provide('assembly', folder);
}

import { synthesize } from 'local-cloud';
import type { TestProject } from 'vitest/node';
import { cacheFolder, pruneCache, root, SOURCES, settingsWithoutSite, touch } from './test-stack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the product's assembly, synthesized with `settingsWithoutSite`. */
    assembly: string;
  }
}

/** Synthesizes the product once for all tests of the run, unless an earlier run has done so from the same sources. */
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

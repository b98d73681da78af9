import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finishApp, type RunApp, startApp } from '../template/index.ts';

/** A process of the app that has loaded its packages and waits for its settings. */
export interface SpareApp {
  readonly run: RunApp;
  close(): void;
}

const IMPORT = /\b(?:from |import\()'([@a-z][^':]*)'/g;

/**
 * Keeps a process of the app ready, because loading the CDK takes longer than the synthesis.
 *
 * @param sources - the folder whose imports say which packages the app needs
 */
export function createSpareApp(command: string, projectFolder: string, sources: string): SpareApp {
  let spare: Promise<ChildProcess> | undefined = prepare();
  let closed = false;

  async function prepare(): Promise<ChildProcess> {
    return startApp(command, projectFolder, {
      LOCAL_CLOUD_PACKAGES: (await packagesIn(join(projectFolder, sources))).join(' '),
      // Validation takes half of the time of a synthesis. A normal start and a deployment validate.
      CDK_VALIDATION: 'false',
      NODE_OPTIONS: `--import ${new URL('./warm-up.mjs', import.meta.url).href}`,
    });
  }

  return {
    async run(settings, onProgress) {
      const app = await (spare ?? prepare());
      spare = undefined;
      app.stdin?.end(`${JSON.stringify(settings)}\n`);
      try {
        await finishApp(app, command, projectFolder, onProgress);
      } finally {
        if (!closed) spare = prepare();
      }
    },
    close() {
      closed = true;
      void spare?.then((app) => app.stdin?.end());
    },
  };
}

async function packagesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.ts')).map((name) => readFile(join(folder, name), 'utf8')),
  );
  return [...new Set(texts.flatMap((text) => [...text.matchAll(IMPORT)].map(([, name = '']) => name)))];
}

import { join } from 'node:path';
import type { RunningStack } from '../cloud/running-stack.ts';
import type { OnRecord } from '../console/index.ts';
import { messageOf } from '../kit/message-of.ts';
import { openAssembly, readAppConfiguration, type SynthesizeOptions, synthesize } from '../template/index.ts';
import { createSpareApp } from './spare-app.ts';
import { watchFolders } from './watch-folders.ts';

/** What a cloud in development needs to know about the project. */
export interface Development {
  /** The path of Vite's configuration file. */
  readonly viteConfig: string;
  /** Folders, relative to the project folder. A change in one deploys the stack again. Vite watches the page's own. */
  readonly watched: readonly string[];
  /** The folder of the app, relative to the project folder; its imports name the packages to load before the app runs. */
  readonly appFolder: string;
  /** Requests whose path begins with it go to the API; Vite answers the others. For example `/api/`. */
  readonly apiPath: string;
}

export interface DevelopOptions extends Pick<Development, 'watched' | 'appFolder'> {
  readonly synthesis: SynthesizeOptions;
  readonly stackName: string;
  /** The assembly at work. */
  readonly assemblyFolder: string;
  readonly stack: Pick<RunningStack, 'deploy'>;
  readonly onRecord: OnRecord;
}

/**
 * Deploys every change of the functions or the stack. If a change cannot be built or deployed, a warning says so and the
 * previous version goes on.
 *
 * @returns a function that stops it
 */
export async function develop(options: DevelopOptions): Promise<() => void> {
  const { synthesis, stackName, stack, onRecord } = options;
  const { projectFolder } = synthesis;
  const { app } = await readAppConfiguration(projectFolder);
  const spare = createSpareApp(app, projectFolder, options.appFolder);
  let atWork = options.assemblyFolder;
  /** Whether the latest sources failed, so that an older version runs. */
  let failed = false;
  let stopped = false;

  async function renew(paths: readonly string[]): Promise<void> {
    const begun = performance.now();
    const what = paths.length === 1 ? paths[0] : `${paths.length} files`;
    try {
      const folder = await synthesize({
        ...synthesis,
        inUse: atWork,
        run: spare.run,
        // The output of the app matters only if it fails. The error contains it.
        onProgress: () => undefined,
      });
      if (folder === atWork) {
        if (failed)
          onRecord({ kind: 'progress', text: `${what} changed: fixed, the running version is up to date` });
        failed = false;
        return;
      }
      await stack.deploy(await openAssembly(folder, stackName));
      atWork = folder;
      failed = false;
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      onRecord({ kind: 'progress', text: `${what} changed: deployed in ${seconds} s` });
    } catch (error) {
      // The end of the cloud interrupted it. The change is not the cause.
      if (stopped) return;
      failed = true;
      const reason = messageOf(error);
      onRecord({ kind: 'warning', text: `${what} changed, but the previous version still runs:\n${reason}` });
    }
  }

  const stopWatching = watchFolders(
    options.watched.map((folder) => join(projectFolder, folder)),
    renew,
  );
  return () => {
    stopped = true;
    stopWatching();
    spare.close();
  };
}

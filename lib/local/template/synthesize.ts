import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ACCOUNT, REGION } from '../kit/resource.ts';
import { hashInputs } from './hash-inputs.ts';
import { finishApp, type RunApp, startApp } from './run-app.ts';
import { TemplateError } from './template-document.ts';

const cdkConfiguration = z.object({
  app: z.string().min(1),
  context: z.record(z.string(), z.unknown()).default({}),
});

export interface SynthesizeOptions {
  /** The folder of `cdk.json`. */
  readonly projectFolder: string;
  /** The app's command, if not the one in `cdk.json`. */
  readonly app?: string;
  /**
   * Files and folders, relative to the project folder, that the app and its bundles are made of; the whole project by
   * default.
   */
  readonly sources?: readonly string[];
  /** Absolute paths of folders that are not sources, even inside the project folder. */
  readonly leftOut?: readonly string[];
  /** The folder of assemblies, each by the hash of its inputs, and of builds. */
  readonly cacheFolder: string;
  /** Whether assemblies of other inputs are kept. */
  readonly keepOlder?: boolean;
  /** Context values on top of those of `cdk.json`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** An assembly that is in use and must stay. */
  readonly inUse?: string;
  /** How to run the app; in a new process by default. */
  readonly run?: RunApp;
  readonly onProgress: (line: string) => void;
}

/**
 * Runs the CDK app as `cdk synth` would, unless an assembly of the same inputs exists.
 *
 * @returns the folder of the assembly
 * @throws TemplateError with the app's last lines, if it fails
 */
export async function synthesize(options: SynthesizeOptions): Promise<string> {
  const { projectFolder, cacheFolder, sources = ['.'], leftOut = [], onProgress } = options;
  const assembliesFolder = join(cacheFolder, 'assemblies');
  const buildsFolder = join(cacheFolder, 'builds');
  const configuration = await readAppConfiguration(projectFolder);
  const app = options.app ?? configuration.app;
  const run = options.run ?? runOnce(app, projectFolder);
  const context = { ...configuration.context, ...options.context };
  const words = app.split(' ').filter((word) => existsSync(join(projectFolder, word)));
  const hash = await hashInputs({
    root: projectFolder,
    paths: ['cdk.json', ...sources, ...words],
    leftOut: [assembliesFolder, buildsFolder, ...leftOut],
    salt: JSON.stringify([process.version, app, context]),
  });
  const key = hash.slice(0, 32);
  const folder = join(assembliesFolder, key);
  if (existsSync(folder)) return folder;

  onProgress('synthesizing the app');
  const unfinished = join(assembliesFolder, `${key}.${randomUUID()}`);
  await mkdir(unfinished, { recursive: true });
  const settings = {
    CDK_OUTDIR: unfinished,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // The CDK's command line sets these too.
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    // Validation takes long. Deployments to AWS run it.
    CDK_VALIDATION: 'false',
    // The app can keep its builds there between syntheses.
    LOCAL_CLOUD_BUILDS: buildsFolder,
    // esbuild spends a third of its time on garbage collection and saves little memory by it.
    GOGC: 'off',
    GOMEMLIMIT: '1GiB',
  };
  await run(settings, onProgress);
  await settle(unfinished, folder);
  if (options.keepOlder !== true) await removeOthers(assembliesFolder, [key, basename(options.inUse ?? key)]);
  return folder;
}

/** The app's configuration in `cdk.json`. @throws TemplateError if there is none */
export async function readAppConfiguration(
  projectFolder: string,
): Promise<z.output<typeof cdkConfiguration>> {
  const file = join(projectFolder, 'cdk.json');
  if (!existsSync(file)) throw new TemplateError(`there is no cdk.json in ${projectFolder}`);
  return cdkConfiguration.parse(JSON.parse(await readFile(file, 'utf8')));
}

function runOnce(command: string, projectFolder: string): RunApp {
  return (settings, onProgress) => {
    const app = startApp(command, projectFolder, settings);
    app.stdin?.end();
    return finishApp(app, command, projectFolder, onProgress);
  };
}

/** Another cloud may have synthesized the same inputs at the same time. One result is enough. */
async function settle(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function removeOthers(assembliesFolder: string, kept: readonly string[]): Promise<void> {
  const others = (await readdir(assembliesFolder)).filter((name) => !kept.includes(name));
  await Promise.all(others.map((name) => rm(join(assembliesFolder, name), { recursive: true, force: true })));
}

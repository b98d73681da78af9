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
  /** The app's command, where it is not that of `cdk.json`. */
  readonly app?: string;
  /** Files and folders, relative to the project folder, that the app and its bundles are made of; all of it by default. */
  readonly sources?: readonly string[];
  /** Absolute paths of folders that are no sources, even if they lie in the project folder. */
  readonly leftOut?: readonly string[];
  /** Where assemblies are kept, each under the hash of its inputs, and the builds that they are made of. */
  readonly cacheFolder: string;
  /** Whether assemblies of other inputs are kept. */
  readonly keepOlder?: boolean;
  /** Context values on top of those of `cdk.json`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** An assembly that is still at work, and so must stay. */
  readonly inUse?: string;
  /** How to run the app; in a process of its own, where nothing is said. */
  readonly run?: RunApp;
  readonly onProgress: (line: string) => void;
}

/**
 * Runs the CDK app as `cdk synth` would, unless an assembly of the very same inputs is there already.
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

  onProgress('building the functions, the page and the template');
  const unfinished = join(assembliesFolder, `${key}.${randomUUID()}`);
  await mkdir(unfinished, { recursive: true });
  const settings = {
    CDK_OUTDIR: unfinished,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // As the CDK's command line tells the app where it is going to be deployed.
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    // What this cloud does not know, it refuses itself; the CDK's rules are checked where it matters and there is time, in AWS and tests.
    CDK_VALIDATION: 'false',
    // The app may keep its builds there, from one synthesis to the next.
    LOCAL_CLOUD_BUILDS: buildsFolder,
    // A bundler in Go collects garbage for a third of its time, to end with a tenth less memory than without.
    GOGC: 'off',
    GOMEMLIMIT: '1GiB',
  };
  await run(settings, onProgress);
  await settle(unfinished, folder);
  if (options.keepOlder !== true) await removeOthers(assembliesFolder, [key, basename(options.inUse ?? key)]);
  return folder;
}

/** What `cdk.json` says about the app. @throws TemplateError where there is none */
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

/** Another cloud may have synthesized the same at the same time: one of the two is enough. */
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

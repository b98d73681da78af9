import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
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
  /** Files and folders, relative to the project folder, that the app and its bundles are made of. */
  readonly sources: readonly string[];
  /** Environment variables of the app, on top of those of this process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Not a source, even if it lies in the project folder. */
  readonly dataFolder: string;
  /** Where assemblies are kept, each under the hash of its inputs. */
  readonly assembliesFolder: string;
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
  const { projectFolder, assembliesFolder, sources, onProgress } = options;
  const configuration = await readAppConfiguration(projectFolder);
  const run = options.run ?? runOnce(configuration.app, projectFolder);
  const context = { ...configuration.context, ...options.context };
  const salt = JSON.stringify([process.version, context]);
  const key = (
    await hashInputs({
      root: projectFolder,
      paths: ['cdk.json', ...sources],
      leftOut: options.dataFolder,
      salt,
    })
  ).slice(0, 32);
  const folder = join(assembliesFolder, key);
  if (existsSync(folder)) return folder;

  onProgress('building the functions, the page and the template');
  const unfinished = join(assembliesFolder, `${key}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const settings = {
    ...options.variables,
    CDK_OUTDIR: unfinished,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    // What this cloud does not know, it refuses itself; the CDK's rules are checked where it matters and there is time, in AWS and tests.
    CDK_VALIDATION: 'false',
    // A bundler in Go collects garbage for a third of its time, to end with a tenth less memory than without.
    GOGC: 'off',
    GOMEMLIMIT: '1GiB',
  };
  await run(settings, onProgress);
  await rename(unfinished, folder);
  await removeOthers(assembliesFolder, [key, basename(options.inUse ?? key)]);
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

async function removeOthers(assembliesFolder: string, kept: readonly string[]): Promise<void> {
  const others = (await readdir(assembliesFolder)).filter((name) => !kept.includes(name));
  await Promise.all(others.map((name) => rm(join(assembliesFolder, name), { recursive: true, force: true })));
}

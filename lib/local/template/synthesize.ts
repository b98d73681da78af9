import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { hashInputs } from './hash-inputs.ts';
import { TemplateError } from './template-document.ts';

/** Whatever an app or a bundle is made of; `node_modules` is pinned by the lock file. */
const INPUTS = ['cdk.json', 'package.json', 'package-lock.json', 'bin', 'lib/cloud', 'functions', 'frontend'];
const KEPT_ERROR_LINES = 40;

const cdkConfiguration = z.object({
  app: z.string().min(1),
  context: z.record(z.string(), z.unknown()).default({}),
});

export interface SynthesizeOptions {
  /** The folder of `cdk.json`. */
  readonly projectFolder: string;
  /** Where assemblies are kept, each under the hash of its inputs. */
  readonly assembliesFolder: string;
  /** Context values on top of those of `cdk.json`. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly onProgress: (line: string) => void;
}

/**
 * Runs the CDK app as `cdk synth` would, unless an assembly of the very same inputs is there already.
 *
 * @returns the folder of the assembly
 * @throws TemplateError with the app's last lines, if it fails
 */
export async function synthesize(options: SynthesizeOptions): Promise<string> {
  const { projectFolder, assembliesFolder, onProgress } = options;
  const configuration = await readConfiguration(projectFolder);
  const context = { ...configuration.context, ...options.context };
  const key = (await hashInputs(projectFolder, INPUTS, JSON.stringify([process.version, context]))).slice(
    0,
    32,
  );
  const folder = join(assembliesFolder, key);
  if (existsSync(folder)) return folder;

  onProgress('building the functions, the page and the template');
  const unfinished = join(assembliesFolder, `${key}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await runApp(
    configuration.app,
    projectFolder,
    { CDK_OUTDIR: unfinished, CDK_CONTEXT_JSON: JSON.stringify(context) },
    onProgress,
  );
  await rename(unfinished, folder);
  await removeOthers(assembliesFolder, key);
  return folder;
}

async function readConfiguration(projectFolder: string): Promise<z.output<typeof cdkConfiguration>> {
  const file = join(projectFolder, 'cdk.json');
  if (!existsSync(file)) throw new TemplateError(`there is no cdk.json in ${projectFolder}`);
  return cdkConfiguration.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** The app is a command line by definition of `cdk.json`, hence the shell; `node` in it is the Node that runs this. */
async function runApp(
  command: string,
  projectFolder: string,
  settings: Readonly<Record<string, string>>,
  onProgress: (line: string) => void,
): Promise<void> {
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const child = spawn(command, {
    cwd: projectFolder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...settings,
      PATH: path,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
    },
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line.trim() !== '') onProgress(line);
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status !== 0) {
    throw new TemplateError(
      `\`${command}\` failed (status ${status}):\n${lines.slice(-KEPT_ERROR_LINES).join('\n')}`,
    );
  }
}

async function removeOthers(assembliesFolder: string, key: string): Promise<void> {
  const others = (await readdir(assembliesFolder)).filter((name) => name !== key);
  await Promise.all(others.map((name) => rm(join(assembliesFolder, name), { recursive: true, force: true })));
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build as bundle, formatMessages, type Message } from 'esbuild';
import { build as buildPage, createLogger } from 'vite';
import * as z from 'zod';
import { environments, type FunctionName } from '#contract';
import { type KeptBuilds, openKeptBuilds } from './kept-builds.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Something does not build; the message says where, in a few lines, and no stack tells more. */
export class BuildError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'BuildError';
  }
}

/** What the stack ships besides its template. */
export interface Bundles {
  /** Where the bundle of a function is: a folder with `index.mjs`. */
  functionFolder(name: FunctionName): string;
  /** Where the built page is; empty where it is not part of the stack. */
  readonly siteFolder: string;
  /** Deletes all of it: a synthesized assembly has copies. */
  remove(): Promise<void>;
}

/**
 * Bundles the functions and builds the page, in a folder of its own: two that build at once do not meet.
 *
 * @param withSite - whether the page is part of the stack
 * @param keptFolder - where results of earlier builds are, if they may be used
 * @throws BuildError
 */
export async function buildBundles(withSite: boolean, keptFolder?: string): Promise<Bundles> {
  await mkdir(`${root}build`, { recursive: true });
  const folder = await mkdtemp(`${root}build/bundles-`);
  const siteFolder = `${folder}/site`;
  const kept = openKeptBuilds(root, keptFolder);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await Promise.all([
      bundleFunctions(kept, `${folder}/functions`),
      withSite ? buildSite(kept, siteFolder) : undefined,
    ]);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    functionFolder: (name) => `${folder}/functions/${name}`,
    siteFolder,
    remove,
  };
}

/** AWS SDK included: a pinned, tree-shaken SDK starts faster than the runtime's own. */
async function bundleFunctions(kept: KeptBuilds, outdir: string): Promise<void> {
  const names = Object.keys(environments) as FunctionName[];
  const restored = await Promise.all(names.map((name) => kept.restore(name, `${outdir}/${name}`)));
  const wanted = names.filter((_, index) => restored[index] === false);
  if (wanted.length === 0) return;
  const { metafile, warnings } = await bundle({
    absWorkingDir: root,
    entryPoints: wanted.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    minify: true,
    // Stack traces and `error.name` stay readable.
    keepNames: true,
    legalComments: 'none',
    // Packages that are still CommonJS inside call require() for Node's own modules.
    banner: {
      js: "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);",
    },
    metafile: true,
    logLevel: 'silent',
  }).catch(async (error: unknown) => {
    throw await bundleError(error);
  });
  for (const text of await formatMessages(warnings, { kind: 'warning', color: false })) console.warn(text);
  const outputs = Object.values(metafile.outputs);
  await Promise.all(
    wanted.map((name) => {
      const output = outputs.find(({ entryPoint }) => entryPoint === `functions/${name}/handler.ts`);
      return kept.keep(name, `${outdir}/${name}`, Object.keys(output?.inputs ?? {}));
    }),
  );
}

/** Errors of esbuild say what is wrong, and where, better than its own exception. */
async function bundleError(error: unknown): Promise<unknown> {
  const failure = z.object({ errors: z.array(z.custom<Message>()).min(1) }).safeParse(error);
  if (!failure.success) return error;
  const texts = await formatMessages(failure.data.errors, { kind: 'error', color: false });
  return new BuildError(texts.map((text) => text.trim()).join('\n'), error);
}

/** What the page is made of: itself, and the rooms that it may import (docs/architecture.md, "Rooms"). */
const PAGE_INPUTS = ['frontend', 'functions/contract', 'functions/message'];

async function buildSite(kept: KeptBuilds, outDir: string): Promise<void> {
  const inputs = (await Promise.all(PAGE_INPUTS.map(filesIn))).flat();
  if (await kept.restore('page', outDir, inputs)) return;
  const frontend = `${root}frontend`;
  // An error is thrown besides, and told by whoever catches it.
  const customLogger = { ...createLogger('warn'), error: () => undefined };
  try {
    await buildPage({
      configFile: `${frontend}/vite.config.ts`,
      root: frontend,
      build: { outDir },
      logLevel: 'warn',
      customLogger,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new BuildError(`The page: ${stripVTControlCharacters(error.message)}`, error);
  }
  await kept.keep('page', outDir, inputs);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(root + folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

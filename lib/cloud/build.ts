import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build as bundle, formatMessages, type Message } from 'esbuild';
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
}

/** Functions that are being bundled, in a folder of their own: two that build at once do not meet. */
export interface Builds {
  /**
   * Builds the page, and waits for the functions.
   *
   * @param withSite - whether the page is part of the stack
   * @throws BuildError
   */
  finish(withSite: boolean): Promise<Bundles>;
  /** Deletes all of it, as soon as nothing is written any more: a synthesized assembly has copies. */
  remove(): Promise<void>;
}

/**
 * Begins to bundle the functions; esbuild does so in a process of its own, so that there is time for other things.
 *
 * @param keptFolder - where results of earlier builds are, if they may be used
 */
export async function startBuilds(keptFolder?: string): Promise<Builds> {
  await mkdir(`${root}build`, { recursive: true });
  const folder = await mkdtemp(`${root}build/bundles-`);
  const siteFolder = `${folder}/site`;
  const kept = openKeptBuilds(root, keptFolder);
  const { done } = await startFunctions(kept, `${folder}/functions`);
  const parts = [done];
  return {
    async finish(withSite) {
      if (withSite) parts.push(buildSite(kept, siteFolder));
      await Promise.all(parts);
      return { functionFolder: (name) => `${folder}/functions/${name}`, siteFolder };
    },
    async remove() {
      await Promise.allSettled(parts);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns as soon as esbuild has been told; the promise within is the work. */
async function startFunctions(kept: KeptBuilds, outdir: string): Promise<{ readonly done: Promise<void> }> {
  const names = Object.keys(environments) as FunctionName[];
  const restored = await Promise.all(names.map((name) => kept.restore(name, `${outdir}/${name}`)));
  const wanted = names.filter((_, index) => restored[index] === false);
  const done = wanted.length === 0 ? Promise.resolve() : bundleFunctions(wanted, kept, outdir);
  // Whoever waits for it is told; until then nobody does.
  done.catch(() => undefined);
  return { done };
}

/** AWS SDK included: a pinned, tree-shaken SDK starts faster than the runtime's own. */
async function bundleFunctions(
  wanted: readonly FunctionName[],
  kept: KeptBuilds,
  outdir: string,
): Promise<void> {
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
  const { build, createLogger } = await import('vite');
  const frontend = `${root}frontend`;
  // An error is thrown besides, and told by whoever catches it.
  const customLogger = { ...createLogger('warn'), error: () => undefined };
  try {
    await build({
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

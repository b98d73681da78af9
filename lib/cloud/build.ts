import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build as bundle, formatMessages, type Message } from 'esbuild';
import * as z from 'zod';
import { environments, type FunctionName } from '#contract';
import { type BuildCache, openBuildCache } from './build-cache.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A build failed. The message lists the errors and where they are, so a stack trace adds nothing. */
export class BuildError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'BuildError';
  }
}

/** The build outputs that the stack deploys. */
export interface Bundles {
  /** The folder with the bundle of a function, `index.mjs`. */
  functionFolder(name: FunctionName): string;
  /** The folder with the built page. It does not exist if the page is not part of the stack. */
  readonly siteFolder: string;
}

/** Running builds. They write to a temporary folder, so that concurrent processes do not share one. */
export interface Builds {
  /**
   * Builds the page and waits for the functions.
   *
   * @param withSite - whether the page is part of the stack
   * @throws BuildError
   */
  finish(withSite: boolean): Promise<Bundles>;
  /** Waits for the builds and deletes their folder. The synthesized cloud assembly has its own copies. */
  remove(): Promise<void>;
}

/**
 * Starts to bundle the functions. esbuild works in a separate process, so the caller can do other work meanwhile.
 *
 * @param cacheFolder - the folder of the build cache; without it, everything is built
 */
export async function startBuilds(cacheFolder?: string): Promise<Builds> {
  await mkdir(`${root}build`, { recursive: true });
  const folder = await mkdtemp(`${root}build/bundles-`);
  const siteFolder = `${folder}/site`;
  const cache = openBuildCache(root, cacheFolder);
  const { done } = await startFunctionBuilds(cache, `${folder}/functions`);
  const builds = [done];
  return {
    async finish(withSite) {
      if (withSite) builds.push(buildSite(cache, siteFolder));
      await Promise.all(builds);
      return { functionFolder: (name) => `${folder}/functions/${name}`, siteFolder };
    },
    async remove() {
      await Promise.allSettled(builds);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns as soon as esbuild has started. `done` settles when all functions are bundled. */
async function startFunctionBuilds(
  cache: BuildCache,
  outdir: string,
): Promise<{ readonly done: Promise<void> }> {
  const names = Object.keys(environments) as FunctionName[];
  const restored = await Promise.all(names.map((name) => cache.restore(name, `${outdir}/${name}`)));
  const outdated = names.filter((_, index) => restored[index] === false);
  const done = outdated.length === 0 ? Promise.resolve() : bundleFunctions(outdated, cache, outdir);
  // `finish` reports a failure. This handler only prevents an unhandled rejection until then.
  done.catch(() => undefined);
  return { done };
}

/** Bundles functions together with the AWS SDK: a pinned, tree-shaken SDK starts faster than the one of the Lambda runtime. */
async function bundleFunctions(
  names: readonly FunctionName[],
  cache: BuildCache,
  outdir: string,
): Promise<void> {
  const { metafile, warnings } = await bundle({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    minify: true,
    // Keeps stack traces and `error.name` readable.
    keepNames: true,
    legalComments: 'none',
    // CommonJS packages call require() for Node's built-in modules.
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
    names.map((name) => {
      const output = outputs.find(({ entryPoint }) => entryPoint === `functions/${name}/handler.ts`);
      return cache.store(name, `${outdir}/${name}`, Object.keys(output?.inputs ?? {}));
    }),
  );
}

/** Turns a failure of esbuild into a BuildError with its formatted messages. Other errors are returned unchanged. */
async function bundleError(error: unknown): Promise<unknown> {
  const failure = z.object({ errors: z.array(z.custom<Message>()).min(1) }).safeParse(error);
  if (!failure.success) return error;
  const texts = await formatMessages(failure.data.errors, { kind: 'error', color: false });
  return new BuildError(texts.map((text) => text.trim()).join('\n'), error);
}

/** The folders with the sources of the page: its own, and those that it may import (docs/architecture.md, "Rooms"). */
const PAGE_INPUTS = ['frontend', 'functions/contract', 'functions/message'];

async function buildSite(cache: BuildCache, outDir: string): Promise<void> {
  const inputs = (await Promise.all(PAGE_INPUTS.map(filesIn))).flat();
  if (await cache.restore('page', outDir, inputs)) return;
  const { build, createLogger } = await import('vite');
  const frontend = `${root}frontend`;
  // Vite logs an error and throws it. The caller reports what is thrown.
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
    throw new BuildError(`The page does not build: ${stripVTControlCharacters(error.message)}`, error);
  }
  await cache.store('page', outDir, inputs);
}

/** The paths of all files below a folder, relative to the root. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(root + folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

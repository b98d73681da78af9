import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { environments, type FunctionName } from '#contract';

const root = fileURLToPath(new URL('../../', import.meta.url));

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
 */
export async function buildBundles(withSite: boolean): Promise<Bundles> {
  await mkdir(`${root}build`, { recursive: true });
  const folder = await mkdtemp(`${root}build/bundles-`);
  const siteFolder = `${folder}/site`;
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await Promise.all([bundleFunctions(`${folder}/functions`), withSite ? buildSite(siteFolder) : undefined]);
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
async function bundleFunctions(outdir: string): Promise<void> {
  const names = Object.keys(environments) as FunctionName[];
  await bundle({
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
    // Stack traces and `error.name` stay readable.
    keepNames: true,
    legalComments: 'none',
    // Packages that are still CommonJS inside call require() for Node's own modules.
    banner: {
      js: "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

async function buildSite(outDir: string): Promise<void> {
  const frontend = `${root}frontend`;
  await buildPage({
    configFile: `${frontend}/vite.config.ts`,
    root: frontend,
    build: { outDir },
    logLevel: 'warn',
  });
}

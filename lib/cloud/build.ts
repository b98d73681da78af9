import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { environments, type FunctionName } from '#contract';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the bundle of a function is: a folder with `index.mjs`. */
export function functionFolder(name: FunctionName): string {
  return `${root}build/functions/${name}`;
}

/** Where the built page is. */
export const siteFolder = `${root}build/site`;

/** Bundles every function, AWS SDK included: a pinned, tree-shaken SDK starts faster than the runtime's own. */
export async function buildFunctions(): Promise<void> {
  const names = Object.keys(environments) as FunctionName[];
  await rm(`${root}build/functions`, { recursive: true, force: true });
  await mkdir(`${root}build/functions`, { recursive: true });
  await bundle({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir: 'build/functions',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // Packages that are still CommonJS inside call require() for Node's own modules.
    banner: {
      js: "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** Builds the page with Vite. */
export async function buildSite(): Promise<void> {
  await buildPage({
    configFile: `${root}frontend/vite.config.ts`,
    root: `${root}frontend`,
    logLevel: 'warn',
  });
}

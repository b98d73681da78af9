import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '../..');

/** What the app and its bundles are made of, relative to the root. */
export const SOURCES = ['package.json', 'package-lock.json', 'bin', 'lib/cloud', 'functions', 'frontend'];

/** Where the assemblies and builds of all tests are kept by the hash of their inputs, from one run to the next. */
export const cacheFolder = join(root, 'build/cache');

/** Settings of every vault under test: open to all, with values that are too weak for production and fast. */
export const testSettings = {
  registration: 'open',
  attemptsPerAddress: 100_000,
  passwordCost: 4,
  leaseSeconds: 10,
  retrySeconds: 1,
  healthSeconds: 1,
} as const;

/** Settings of a vault that only its API is tested of. */
export const settingsWithoutSite = {
  ...testSettings,
  firstUserIsAdministrator: 'true',
  site: 'false',
  siteUrl: 'http://localhost',
} as const;

/**
 * The CDK app whose workers hand over early: `test/setup/hurried-app.ts`. Relative to the project's folder.
 */
export const HURRIED_APP = 'node test/setup/hurried-app.ts';

const DAY = 24 * 3600_000;

/** Deletes assemblies that no run has used for a day. */
export async function pruneCache(): Promise<void> {
  const folder = join(cacheFolder, 'assemblies');
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}

/** Marks an assembly as used. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

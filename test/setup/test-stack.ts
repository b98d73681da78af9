import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The project folder. */
export const root = resolve(import.meta.dirname, '../..');

/** What the app and its bundles are made of, relative to the root. */
export const SOURCES = ['package.json', 'package-lock.json', 'bin', 'lib/cloud', 'functions', 'frontend'];

/** The cache of assemblies and builds, keyed by the hash of their inputs. It is kept between runs. */
export const cacheFolder = join(root, 'build/cache');

/**
 * Settings of every vault under test: registration is open, and costs and delays are too low for production but fast.
 */
export const testSettings = {
  registration: 'open',
  attemptsPerAddress: 100_000,
  passwordCost: 4,
  leaseSeconds: 10,
  retrySeconds: 1,
  healthSeconds: 1,
} as const;

/** Settings of a vault without a page. */
export const settingsWithoutSite = {
  ...testSettings,
  firstUserIsAdministrator: 'true',
  site: 'false',
  siteUrl: 'http://localhost',
} as const;

/** The CDK app with short timeouts, relative to the project folder: `test/setup/short-timeouts-app.ts`. */
export const SHORT_TIMEOUTS_APP = 'node test/setup/short-timeouts-app.ts';

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

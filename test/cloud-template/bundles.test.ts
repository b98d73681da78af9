import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environments, type FunctionName } from '#contract';
import { type Builds, type Bundles, startBuilds } from '../../lib/cloud/build.ts';

/** Bytes. A cold start loads the whole bundle. */
const SIZE_LIMIT = 1_000_000;

let builds: Builds;
let bundles: Bundles;
beforeAll(async () => {
  builds = await startBuilds();
  bundles = await builds.finish(false);
});
afterAll(() => builds?.remove());

it.each(Object.keys(environments) as FunctionName[])(
  'the bundle of %s is smaller than 1 MB',
  async (name) => {
    const { size } = await stat(`${bundles.functionFolder(name)}/index.mjs`);
    expect(size).toBeLessThan(SIZE_LIMIT);
  },
);

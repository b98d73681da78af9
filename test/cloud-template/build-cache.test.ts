import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildCache, openBuildCache } from '../../lib/cloud/build-cache.ts';

let root: string;
let cache: BuildCache;
const at = (path: string) => join(root, path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-cache-'));
  for (const folder of ['lib/cloud', 'functions', 'result', 'node_modules'])
    await mkdir(at(folder), { recursive: true });
  const common = ['package.json', 'package-lock.json', 'tsconfig.json', 'lib/cloud/build.ts'];
  for (const path of [...common, 'functions/a.ts', 'functions/b.ts']) await writeFile(at(path), path);
  await writeFile(at('result/index.mjs'), 'built');
  cache = openBuildCache(root, at('cache'));
  await cache.store('a', at('result'), ['functions/a.ts', 'node_modules/package.js']);
});
afterEach(() => rm(root, { recursive: true }));

describe('a cached build', () => {
  it('is restored while its inputs have not changed', async () => {
    await writeFile(at('functions/b.ts'), 'changed');
    expect(await cache.restore('a', at('out'))).toBe(true);
    expect(await readFile(at('out/index.mjs'), 'utf8')).toBe('built');
  });

  it.each([
    ['one of its inputs changes', () => writeFile(at('functions/a.ts'), 'changed')],
    ['one of its inputs is deleted', () => rm(at('functions/a.ts'))],
    ['the packages change', () => writeFile(at('package-lock.json'), 'changed')],
    ['the build script changes', () => writeFile(at('lib/cloud/build.ts'), 'changed')],
  ])('is not restored after %s', async (_, change) => {
    await change();
    expect(await cache.restore('a', at('out'))).toBe(false);
  });

  it('is not restored for a build with more inputs', async () => {
    expect(await cache.restore('a', at('out'), ['functions/a.ts'])).toBe(true);
    expect(await cache.restore('a', at('out'), ['functions/a.ts', 'functions/b.ts'])).toBe(false);
  });

  it('is replaced by a newer build', async () => {
    await writeFile(at('result/index.mjs'), 'built again');
    await cache.store('a', at('result'), ['functions/b.ts']);
    expect(await cache.restore('a', at('out'))).toBe(true);
    expect(await readFile(at('out/index.mjs'), 'utf8')).toBe('built again');
  });

  it('does not exist without a cache folder, so a deployment is built from its sources', async () => {
    const noCache = openBuildCache(root, undefined);
    await noCache.store('a', at('result'), ['functions/a.ts']);
    expect(await noCache.restore('a', at('out'))).toBe(false);
  });
});

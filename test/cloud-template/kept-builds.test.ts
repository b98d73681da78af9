import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeptBuilds, openKeptBuilds } from '../../lib/cloud/kept-builds.ts';

let root: string;
let kept: KeptBuilds;
const at = (path: string) => join(root, path);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kept-'));
  for (const folder of ['lib/cloud', 'functions', 'result', 'node_modules'])
    await mkdir(at(folder), { recursive: true });
  const common = ['package.json', 'package-lock.json', 'tsconfig.json', 'lib/cloud/build.ts'];
  for (const path of [...common, 'functions/a.ts', 'functions/b.ts']) await writeFile(at(path), path);
  await writeFile(at('result/index.mjs'), 'built');
  kept = openKeptBuilds(root, at('kept'));
  await kept.keep('a', at('result'), ['functions/a.ts', 'node_modules/package.js']);
});
afterEach(() => rm(root, { recursive: true }));

describe('what was built', () => {
  it('is there again as long as nothing that it was made of has changed', async () => {
    await writeFile(at('functions/b.ts'), 'changed');
    expect(await kept.restore('a', at('out'))).toBe(true);
    expect(await readFile(at('out/index.mjs'), 'utf8')).toBe('built');
  });

  it.each([
    ['one of its files has changed', () => writeFile(at('functions/a.ts'), 'changed')],
    ['one of its files is gone', () => rm(at('functions/a.ts'))],
    ['the packages have changed', () => writeFile(at('package-lock.json'), 'changed')],
    ['it is built in another way', () => writeFile(at('lib/cloud/build.ts'), 'changed')],
  ])('is built again where %s', async (_, change) => {
    await change();
    expect(await kept.restore('a', at('out'))).toBe(false);
  });

  it('is built again where it would be made of more files than it was', async () => {
    expect(await kept.restore('a', at('out'), ['functions/a.ts'])).toBe(true);
    expect(await kept.restore('a', at('out'), ['functions/a.ts', 'functions/b.ts'])).toBe(false);
  });

  it('is replaced by what was built later', async () => {
    await writeFile(at('result/index.mjs'), 'built anew');
    await kept.keep('a', at('result'), ['functions/b.ts']);
    expect(await kept.restore('a', at('out'))).toBe(true);
    expect(await readFile(at('out/index.mjs'), 'utf8')).toBe('built anew');
  });

  it('is not kept where there is no folder for it: a deployment is built from its sources', async () => {
    const nothing = openKeptBuilds(root, undefined);
    await nothing.keep('a', at('result'), ['functions/a.ts']);
    expect(await nothing.restore('a', at('out'))).toBe(false);
  });
});

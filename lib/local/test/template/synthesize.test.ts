import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAssembly, synthesize } from '../../template/index.ts';

/** An app that writes an assembly as the CDK does, and the context into it. */
const app = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
console.log('bundling');
console.error('a warning');
const out = process.env.CDK_OUTDIR;
const context = JSON.parse(process.env.CDK_CONTEXT_JSON);
if (context.fail) { console.error('no such bundle'); process.exit(1); }
mkdirSync(join(out, 'asset.abc'));
writeFileSync(join(out, 'asset.abc', 'index.mjs'), '');
writeFileSync(join(out, 'S.template.json'), JSON.stringify({ Resources: {}, Outputs: { Context: { Value: context } } }));
writeFileSync(join(out, 'S.assets.json'), JSON.stringify({ files: {
  abc: { source: { path: 'asset.abc', packaging: 'zip' }, destinations: { d: { objectKey: 'abc.zip', bucketName: 'b' } } } } }));
writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version: '43.0.0', artifacts: {
  Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
  S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.template.json' } } } }));
`;

let folder: string;
let progress: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthesize-'));
  progress = [];
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/app.mjs'), app);
  await writeFile(
    join(folder, 'cdk.json'),
    JSON.stringify({ app: 'node bin/app.mjs', context: { a: 1, b: 1 } }),
  );
});

afterEach(() => rm(folder, { recursive: true }));

function run(context: Record<string, unknown> = { b: 2 }): Promise<string> {
  return synthesize({
    projectFolder: folder,
    cacheFolder: folder,
    context,
    onProgress: (line) => progress.push(line),
  });
}

describe('synthesizing the app', () => {
  it('runs the command of cdk.json, its context overridden by the local settings', async () => {
    const assembly = await openAssembly(await run(), 'S');
    expect(assembly.template.Outputs['Context']?.Value).toEqual({ a: 1, b: 2 });
    expect(await readdir(assembly.assetPath('abc.zip'))).toEqual(['index.mjs']);
    expect(progress).toEqual(expect.arrayContaining(['bundling', 'a warning']));
  });

  it('does not run it again while nothing has changed', async () => {
    const first = await run();
    progress = [];
    expect(await run()).toBe(first);
    expect(progress).toEqual([]);
  });

  it.each([
    ['a source file', async () => writeFile(join(folder, 'bin/other.ts'), 'x')],
    [
      'cdk.json',
      async () => writeFile(join(folder, 'cdk.json'), JSON.stringify({ app: 'node bin/app.mjs' })),
    ],
  ])('runs it again when %s has changed, and keeps the new assembly only', async (_, change) => {
    const first = await run();
    await change();
    const second = await run();
    expect(second).not.toBe(first);
    expect(await readdir(join(folder, 'assemblies'))).toHaveLength(1);
  });

  it('reports the last lines of an app that fails, and tries again the next time', async () => {
    await expect(run({ fail: true })).rejects.toThrow(/failed \(status 1\):\n.*no such bundle/s);
    await expect(run({ fail: true })).rejects.toThrow('no such bundle');
    // Said once: the caller shows the error as well.
    expect(progress).not.toContain('no such bundle');
  });

  it('names a stack or an asset that is not there', async () => {
    const assembly = await run();
    await expect(openAssembly(assembly, 'Other')).rejects.toThrow('the app has no stack named Other');
    const { assetPath } = await openAssembly(assembly, 'S');
    expect(() => assetPath('gone.zip')).toThrow('the assembly has no asset gone.zip');
    expect(JSON.parse(await readFile(join(assembly, 'manifest.json'), 'utf8'))).toHaveProperty('version');
  });
});

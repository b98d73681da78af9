import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LocalCloud } from '../../index.ts';
import { createProject, type Project } from './fixture/project.ts';

let project: Project;
let cloud: LocalCloud;

beforeAll(async () => {
  project = await createProject();
  for (const folder of ['functions', 'lib/cloud', 'page']) {
    await mkdir(join(project.folder, folder), { recursive: true });
  }
  await greetWith("'hello'");
  await writeFile(join(project.folder, 'page/index.html'), '<!doctype html><title>page</title>');
  const viteConfig = join(project.folder, 'page/vite.config.mjs');
  await writeFile(viteConfig, `export default { root: ${JSON.stringify(join(project.folder, 'page'))} };`);
  cloud = await project.start(
    {},
    {
      development: { viteConfig, watched: ['functions'], appFolder: 'lib/cloud', apiPath: '/api/' },
    },
  );
}, 60_000);
afterAll(async () => {
  await cloud?.stop();
  await project?.remove();
});

const greetWith = (expression: string) =>
  writeFile(join(project.folder, 'functions/greeting.js'), expression);
const greeting = async (): Promise<string> => {
  const response = await fetch(`${cloud.pageUrl}/api/greeting`);
  return z.object({ greeting: z.string() }).parse(await response.json()).greeting;
};
const warnings = (): string[] =>
  project.records.flatMap((record) => (record.kind === 'warning' ? [record.text] : []));

describe('a cloud in development', () => {
  it('serves the page by Vite, with the API on the same port', async () => {
    const response = await fetch(cloud.pageUrl, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('/@vite/client');
    expect(await greeting()).toBe('hello');
  });

  it('deploys a change of a function, without losing ports or state', async () => {
    await greetWith("'good day'");
    await expect.poll(greeting).toBe('good day');
  });

  it('keeps the previous version if a change cannot be built, and says why', async () => {
    const before = await greeting();
    await greetWith('broken');
    await expect.poll(() => warnings().join('\n')).toContain('the greeting is broken');
    expect(await greeting()).toBe(before);
    await greetWith("'mended'");
    await expect.poll(greeting).toBe('mended');
  });

  it('reports it when a broken change is reverted', async () => {
    const mended = () =>
      project.records.filter(
        (record) =>
          record.kind === 'progress' && record.text.includes('fixed, the running version is up to date'),
      );
    const before = warnings().length;
    await greetWith('broken');
    await expect.poll(() => warnings().length).toBeGreaterThan(before);
    expect(mended()).toEqual([]);
    await greetWith("'mended'");
    await expect.poll(() => mended().length).toBeGreaterThan(0);
  });
});

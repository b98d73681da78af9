import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchFolders } from '../../dev/watch-folders.ts';

let folder: string;
let told: string[];
let stop: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  await mkdir(join(folder, 'room'));
  await write('room/file.ts', 'first');
  told = [];
  stop = watchFolders([folder], async (paths) => void told.push(...paths));
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true });
});

const write = (path: string, text: string) => writeFile(join(folder, path), text);

/** Makes a change and waits until it was told. */
async function tellsOf(path: string, change: () => Promise<unknown>): Promise<void> {
  told = [];
  await change();
  await expect.poll(() => told).toContain(path);
}

it('a file that was replaced by another is still watched', async () => {
  await tellsOf('room/file.ts', async () => {
    await write('room/new', 'second');
    await rename(join(folder, 'room/new'), join(folder, 'room/file.ts'));
  });
  await tellsOf('room/file.ts', () => write('room/file.ts', 'third'));
});

it('a folder that is new is watched, and so is one that came again', async () => {
  await tellsOf('other', () => mkdir(join(folder, 'other')));
  await tellsOf('other/file.ts', () => write('other/file.ts', 'first'));
  await tellsOf('other', () => rm(join(folder, 'other'), { recursive: true }));
  await tellsOf('other', () => mkdir(join(folder, 'other')));
  await tellsOf('other/again.ts', () => write('other/again.ts', 'second'));
});

it('what an editor puts beside a file while it writes is not told', async () => {
  await tellsOf('room/file.ts', async () => {
    await write('room/.file.ts.swp', '');
    await write('room/file.ts~', '');
    await write('room/file.ts', 'second');
  });
  expect(new Set(told)).toEqual(new Set(['room/file.ts']));
});

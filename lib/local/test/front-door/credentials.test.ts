import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCredentials } from '../../front-door/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
});
afterEach(() => rm(folder, { recursive: true }));

const arn = 'arn:aws:sts::000000000000:assumed-role/role/function';

it('the first start writes the administrator’s profile in AWS CLI format, for its owner only', async () => {
  const { administrator } = await openCredentials(folder, 'test');
  expect(await readFile(join(folder, 'credentials'), 'utf8')).toBe(
    `[test]\naws_access_key_id = ${administrator.accessKeyId}\naws_secret_access_key = ${administrator.secretAccessKey}\nregion = eu-west-1\n`,
  );
  expect((await stat(join(folder, 'credentials'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'credentials.seed'))).mode & 0o777).toBe(0o600);
});

it('a later start has the same administrator, and gives a function the same credentials', async () => {
  const first = await openCredentials(folder, 'test');
  const issued = first.issue(arn);
  const second = await openCredentials(folder, 'test');
  expect(second.administrator).toEqual(first.administrator);
  expect(second.find(issued.accessKeyId)).toBeUndefined();
  expect(second.issue(arn)).toEqual(issued);
  expect(second.find(issued.accessKeyId)?.principal.arn).toBe(arn);
});

it('two functions, and two data folders, never share a key', async () => {
  const here = await openCredentials(folder, 'test');
  const there = await openCredentials(join(folder, 'other'), 'test');
  const keys = [here.issue(arn), here.issue(`${arn}2`), there.issue(arn)];
  expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(3);
  expect(new Set(keys.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(3);
});

it('a file without the profile is an error that says what to do', async () => {
  await writeFile(join(folder, 'credentials'), '[default]\naws_access_key_id = a\n');
  await expect(openCredentials(folder, 'test')).rejects.toThrow('delete it');
});
